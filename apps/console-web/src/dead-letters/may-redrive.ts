import type { SessionPerson } from '../api/session.js';
import type { Redrive } from './dead-letter-calls.js';

/** Why a person cannot do this to a redrive; empty if they can. The service decides. */
export function mayRedrive(
  act: 'approve' | 'send' | 'withdraw',
  { requested_by }: Pick<Redrive, 'requested_by'>,
  person: SessionPerson | null,
): string {
  if (person === null) return 'Log in first.';
  const has = (...roles: readonly string[]): boolean => roles.some((role) => person.roles.includes(role));
  const own = person.subject === requested_by;
  switch (act) {
    case 'approve':
      if (!has('approver')) return 'You do not have the role approver.';
      return own ? 'You asked for it: another person approves it.' : '';
    case 'send':
      return has('requester', 'approver') ? '' : 'You do not have the role requester.';
    case 'withdraw':
      if (!has('requester')) return 'You do not have the role requester.';
      return own ? '' : 'Only who asked for it withdraws it.';
  }
}
