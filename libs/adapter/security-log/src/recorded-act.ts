import type { SecurityEvent } from '@stockproof/security-events';
import { within } from '@stockproof/timing';
import type { SecurityLog } from './security-log.js';

/** An act without a request; AuditActs records those with one. */
export type Act = Omit<SecurityEvent, 'outcome' | 'detail'>;

/** How an act is recorded before and after it is done. */
export interface RecordedAs<T> {
  /**
   * If the log cannot be written. `refuse`: nothing is done, NotRecordedError. `act`: it is done anyway,
   * after two seconds at most; the record is tried once more, and an error is logged if that fails too. A
   * late record may be in the log twice.
   */
  readonly unwritten: 'refuse' | 'act';
  /** Detail of the second record; default null. */
  readonly detailOf?: (result: T) => string | null;
}

/** Thrown if the log cannot be written, so the act was not done. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';

  constructor(cause: unknown) {
    super(`the security log cannot be written, so nothing was done: ${(cause as Error).message}`, { cause });
  }
}

const MOMENT_MS = 2_000;

/**
 * Does the work between two records: `attempted` before it, `done` or `failed` (with the error's message)
 * after it. Rejects as the work does, or with NotRecordedError.
 */
export async function recordedAct<T>(
  log: SecurityLog,
  act: Act,
  { unwritten, detailOf = () => null }: RecordedAs<T>,
  work: () => Promise<T>,
): Promise<T> {
  await begin(log, { ...act, outcome: 'attempted', detail: null }, unwritten);
  try {
    const result = await work();
    log.note({ ...act, outcome: 'done', detail: detailOf(result) });
    return result;
  } catch (error) {
    log.note({ ...act, outcome: 'failed', detail: (error as Error).message });
    throw error;
  }
}

async function begin(
  log: SecurityLog,
  event: SecurityEvent,
  unwritten: RecordedAs<unknown>['unwritten'],
): Promise<void> {
  try {
    await (unwritten === 'refuse' ? log.append(event) : within(MOMENT_MS, log.append(event)));
  } catch (error) {
    if (unwritten === 'refuse') throw new NotRecordedError(error);
    log.note(event);
  }
}
