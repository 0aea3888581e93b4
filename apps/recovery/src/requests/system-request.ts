import type { RedriveReport } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';

/** What else a request of the service itself has. */
export interface SystemRequest {
  readonly redrive?: RedriveReport;
  /** Called in the transactions of the request and of the start; a rejection prevents them. */
  readonly fence?: (db: Queryable) => Promise<void>;
}
