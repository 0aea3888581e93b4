import { randomBytes } from 'node:crypto';
import type { PendingLogin } from '@stockproof/oidc-client';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { z } from 'zod';

/** A login that was begun in a browser, and the page to return to. */
export type LoginState = Omit<PendingLogin, 'url'> & { readonly return_to: string };

/** How long a person may take to log in; the provider allows no more. */
const LIFETIME_S = 600;
const STATE = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  issuer: z.string(),
  return_to: z.string(),
});

/**
 * Keeps a login that is under way in the browser itself, encrypted by a key of this process, so that beginning logins
 * costs the process nothing. A restart ends those that are under way.
 */
export class LoginStates {
  private readonly key = randomBytes(32);

  seal({ state, nonce, verifier, issuer, return_to }: LoginState): Promise<string> {
    return new EncryptJWT({ state, nonce, verifier, issuer, return_to })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S} s`)
      .encrypt(this.key);
  }

  /** Null if it was not sealed here, is too old, or is no login. */
  async open(sealed: string | null): Promise<LoginState | null> {
    if (sealed === null) return null;
    try {
      return STATE.parse((await jwtDecrypt(sealed, this.key)).payload);
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) return null;
      throw error;
    }
  }
}
