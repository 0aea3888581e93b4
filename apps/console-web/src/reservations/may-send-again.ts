import type { SessionPerson } from '../api/session.js';
import type { Reservation } from './reservation-calls.js';

/** Why this person cannot have the commands of a reservation sent again; '' if nothing is known against it. The service decides. */
export function whyNotSendAgain(person: SessionPerson | null, { lines }: Pick<Reservation, 'lines'>): string {
  if (person?.roles.includes('admin') !== true) return 'this needs the role admin';
  return lines.some(({ awaits }) => awaits !== null) ? '' : 'no line waits for an answer';
}
