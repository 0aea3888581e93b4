import { Admission, type Admitted, ANONYMOUS, callerAddress, Problem } from '@stockproof/http';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type AccessRule } from './access.js';
import type { Authenticator } from './authenticator.js';
import { allows, bearerOf, credentialOf, isSellerKey, keyIdOf, shown } from './credentials.js';
import type { Attempt, LoginThrottle } from './login-throttle.js';
import type { Principal } from '../principal.js';
import { unauthorized } from '../refusals.js';

const PRINCIPAL = Symbol('stockproof.principal');

type Carrier = { [PRINCIPAL]?: Principal };

/**
 * Authenticates the caller, once per request and before its body is read (`admit`), and admits callers that
 * the handler's `@Access` allows. As Nest's guard it checks the handler's own rules again: a handler without
 * rules in the OpenAPI document admits nobody.
 */
export class AccessGuard extends Admission implements CanActivate {
  private readonly reflector = new Reflector();

  /** `public_open: false` closes public operations to callers without a credential. */
  constructor(
    private readonly authenticate: Authenticator,
    private readonly public_open: boolean,
    private readonly throttle: LoginThrottle,
  ) {
    super();
  }

  async admit(request: FastifyRequest, rules: readonly string[]): Promise<Admitted> {
    const header = shown(request.headers.authorization);
    const is_open = this.public_open && rules.includes('public');
    // An operation that is open to all is also open to a credential that this service does not know, such
    // as a seller's at recovery.
    if (is_open && (header === undefined || rules.every((rule) => rule === 'public'))) return ANONYMOUS;
    if (header === undefined) throw unauthorized();
    const principal = await this.login(header, callerAddress(request));
    if (!rules.some((rule) => allows(rule, principal))) throw this.forbidden(request, principal);
    (request as Carrier)[PRINCIPAL] = principal;
    return { credential: credentialOf(principal), again: () => this.stillAllows(header, rules) };
  }

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const rules =
      this.reflector.getAllAndOverride<readonly AccessRule[] | undefined>(ACCESS, [
        context.getHandler(),
        context.getClass(),
      ]) ?? [];
    const principal = context.switchToHttp().getRequest<Carrier>()[PRINCIPAL];
    if (this.public_open && rules.includes('public')) return true;
    if (principal === undefined) throw unauthorized();
    if (!rules.some((rule) => allows(rule, principal))) throw forbidden();
    return true;
  }

  /**
   * Throws 401, or 429 after too many failures. A token is always verified, because that is cheap and
   * services depend on it.
   */
  private async login(header: string, address: string): Promise<Principal> {
    const bearer = bearerOf(header);
    const attempt: Attempt = { address, key_id: keyIdOf(bearer), bearer: bearer ?? header };
    const wait_ms = this.throttle.waitFor(attempt);
    if (wait_ms > 0 && isSellerKey(bearer)) throw this.refused(attempt, wait_ms);
    const principal = bearer === null ? null : await this.authenticate(bearer);
    if (principal === null) {
      this.throttle.failed(attempt);
      throw this.refused(attempt, wait_ms);
    }
    this.throttle.succeeded(attempt);
    return principal;
  }

  private refused({ address, key_id }: Attempt, wait_ms: number): Problem {
    this.onRefused({ address, key_id, throttled: wait_ms > 0 });
    return wait_ms > 0 ? tooManyFailures(wait_ms) : unauthorized();
  }

  private forbidden(request: FastifyRequest, principal: Principal): Problem {
    const operation = `${request.method} ${request.routeOptions.url ?? ''}`;
    this.onForbidden({ address: callerAddress(request), credential: credentialOf(principal), operation });
    return forbidden();
  }

  private async stillAllows(header: string, rules: readonly string[]): Promise<boolean> {
    const principal = await this.authenticate(bearerOf(header) ?? '');
    return principal !== null && rules.some((rule) => allows(rule, principal));
  }
}

/** Returns the caller of a request that passed the guard. Throws 401 if there is none (a public handler). */
export function principalOf(request: object): Principal {
  const principal = callerOf(request);
  if (principal === null) throw unauthorized();
  return principal;
}

/** Returns the caller of a request to a public handler; null if no credential was sent. */
export function callerOf(request: object): Principal | null {
  return (request as Carrier)[PRINCIPAL] ?? null;
}

function forbidden(): Problem {
  return new Problem(403, 'forbidden', 'this credential does not allow this request');
}

function tooManyFailures(wait_ms: number): Problem {
  return new Problem(
    429,
    'too_many_failed_logins',
    'too many failed logins; credentials are looked at again after the time in retry-after',
    {
      'retry-after': String(Math.ceil(wait_ms / 1_000)),
    },
  );
}
