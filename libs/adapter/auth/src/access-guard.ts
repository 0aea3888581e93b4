import { Problem } from '@stockproof/http';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ACCESS, type AccessRule } from './access.js';
import type { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';

const PRINCIPAL = Symbol('stockproof.principal');

type Carrier = { readonly headers: Readonly<Record<string, unknown>>; [PRINCIPAL]?: Principal };

/** Finds out who calls, once per request, and lets through whom the handler's `@Access` names. */
export class AccessGuard implements CanActivate {
  private readonly reflector = new Reflector();

  /** `public_open: false` closes what is public by default to callers without a credential. */
  constructor(private readonly authenticate: Authenticator, private readonly public_open = true) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const rules = this.reflector.getAllAndOverride<readonly AccessRule[] | undefined>(ACCESS, [
      context.getHandler(), context.getClass(),
    ]) ?? [];
    const request = context.switchToHttp().getRequest<Carrier>();
    // What is open to all is open also to a credential that this service knows nothing of, such as a seller's at recovery.
    if (this.public_open && rules.includes('public')) return true;
    const token = bearerOf(request.headers['authorization']);
    const principal = token === null ? null : await this.authenticate(token);
    if (principal === null) throw unauthorized();
    if (!rules.some((rule) => allows(rule, principal))) {
      throw new Problem(403, 'forbidden', 'this credential does not allow this request');
    }
    request[PRINCIPAL] = principal;
    return true;
  }
}

/** The caller of a request that passed the guard. Throws when there is none (a public handler). */
export function principalOf(request: object): Principal {
  const principal = (request as Carrier)[PRINCIPAL];
  if (principal === undefined) throw unauthorized();
  return principal;
}

function unauthorized(): Problem {
  return new Problem(401, 'unauthorized', 'a valid credential is needed: Authorization: Bearer <key or token>', {
    'www-authenticate': 'Bearer realm="stockproof"',
  });
}

function bearerOf(header: unknown): string | null {
  const match = typeof header === 'string' ? /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(header) : null;
  return match?.[1] ?? null;
}

function allows(rule: AccessRule, principal: Principal): boolean {
  if (rule === 'public' || rule === 'authenticated') return true;
  if (rule === 'seller' || rule === 'service') return principal.kind === rule;
  return principal.kind === 'operator' && principal.roles.includes(rule.slice('role:'.length));
}
