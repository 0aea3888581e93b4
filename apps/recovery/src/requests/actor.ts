import type { Principal } from '@stockproof/auth';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import type { Actor } from '@stockproof/recovery-run';

/** What the contract lets an operator do; a seller or a service may do nothing here. */
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

/** By which whoever acts is in histories and records. */
export function actorName(principal: Principal): string {
  return principal.kind === 'operator' ? principal.name : principal.kind;
}
