import type { Principal } from '@stockproof/auth';
import { actorName } from '../../contracts/actor.js';
import { type MayDo, mayUnless } from '../../contracts/may-do.js';
import {
  checkRedriveApproval,
  checkRedriveWithdrawal,
  checkSending,
  type RedriveRequest,
} from './redrive-request.js';

/** What a caller may do to a redrive. */
export type MayRedrive = Readonly<Record<'approve' | 'send' | 'withdraw', MayDo>>;

/** The roles that the operations admit. */
const REDRIVE_ROLES = {
  approve: ['approver'],
  send: ['requester', 'approver'],
  withdraw: ['requester'],
} as const;

/** Says what a caller may do to a redrive now, by the checks of the acts themselves. Pure. */
export function mayRedrive(caller: Principal, redrive: RedriveRequest, now_ms: number): MayRedrive {
  const roles: readonly string[] = caller.kind === 'operator' ? caller.roles : [];
  const by = actorName(caller);
  const asked = (act: keyof MayRedrive, refusal: { readonly detail: string } | null): MayDo =>
    REDRIVE_ROLES[act].some((role) => roles.includes(role))
      ? mayUnless(refusal?.detail ?? null)
      : mayUnless(`needs the role ${REDRIVE_ROLES[act].join(' or ')}`);
  return {
    approve: asked('approve', checkRedriveApproval(redrive, by, redrive.digest)),
    send: asked('send', checkSending(redrive, now_ms)),
    withdraw: asked('withdraw', checkRedriveWithdrawal(redrive, by)),
  };
}
