import { scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;

const accounts = z.array(
  z.strictObject({
    name: z.string().min(1),
    roles: z.array(z.string()),
    /** The one seller that the person acts for; none for an operator. */
    seller_id: z.string().min(1).optional(),
    /** Audiences of a token for all services of this person. */
    audiences: z.array(z.string()).min(1),
    salt: z.hex().length(32),
    /** scrypt (N 16384, r 8, p 1) of the password with the salt. */
    hash: z.hex().length(128),
  }),
);

/** A person who may log in. `roles` are those of the token; of the password only its scrypt hash is known. */
export type Account = z.infer<typeof accounts>[number];

/** Used for an unknown name, so that it takes as long as a wrong password. */
const NOBODY = { salt: '00'.repeat(16), hash: '00'.repeat(64) };

/** The people who may log in, as the file says at each call. */
export class Accounts {
  constructor(private readonly file: string) {}

  async find(name: string): Promise<Account | null> {
    const known = accounts.parse(JSON.parse(await readFile(this.file, 'utf8')));
    return known.find((account) => account.name === name) ?? null;
  }

  /** Returns the account if the password is right; otherwise null. */
  async login(name: string, password: string): Promise<Account | null> {
    const account = await this.find(name);
    const { salt, hash } = account ?? NOBODY;
    const expected = Buffer.from(hash, 'hex');
    const matches = timingSafeEqual(
      await derive(password, Buffer.from(salt, 'hex'), expected.length),
      expected,
    );
    return matches ? account : null;
  }
}
