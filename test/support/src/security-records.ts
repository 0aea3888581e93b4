import type { SecurityEvent } from '@stockproof/security-events';

export interface SecurityRecords {
  /** What was written, in order. */
  readonly events: SecurityEvent[];
  readonly append: (event: SecurityEvent) => Promise<void>;
  readonly note: (event: SecurityEvent) => void;
}

/** A security log in memory, for a service's module without its database. */
export function securityRecords(): SecurityRecords {
  const events: SecurityEvent[] = [];
  const note = (event: SecurityEvent): void => void events.push(event);
  return { events, note, append: (event) => Promise.resolve(note(event)) };
}
