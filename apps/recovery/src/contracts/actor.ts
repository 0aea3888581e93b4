import type { Principal } from '@stockproof/auth';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import type { Actor } from '@stockproof/recovery-run';

/** The rights of an operator under the contract; a seller or a service has none here. */
export function actorOf(principal: Principal, { authority }: RecoveryContract): Actor {
  const roles = principal.kind === 'operator' ? principal.roles : [];
  const has = (needed: readonly string[]): boolean => needed.some((role) => roles.includes(role));
  return {
    subject: actorName(principal),
    may_request: has(authority.may_request),
    may_approve: has(authority.may_approve),
    may_break_glass: has(authority.may_break_glass),
  };
}

/** The caller's name in histories and records. */
export function actorName(principal: Principal): string {
  return principal.kind === 'operator' ? principal.name : principal.kind;
}
