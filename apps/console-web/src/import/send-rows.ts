import type { UpdatesControllerPostResponse } from '../api/generated/ingestion/types.gen.js';
import type { RowUpdate } from './rows/import-work.js';
import { nextTryMs } from './next-try.js';
import type { RowReport } from './rows/row-report.js';

/** How sending goes on where it is refused for now. */
export interface SendAgain {
  readonly stopped: () => boolean;
  /** Says what is waited for; '' when it is over. */
  readonly onWaiting: (text: string) => void;
  readonly wait?: (ms: number) => Promise<void>;
}

/**
 * Sends rows in one request, again with the same ids while they are refused for now or their outcome is unknown, and notes what ingestion says of
 * each. Resolves with null once it answered, or with why it cannot go on.
 */
export async function sendRows(
  rows: readonly RowUpdate[],
  post: (events: readonly RowUpdate[1][]) => Promise<UpdatesControllerPostResponse>,
  report: Pick<RowReport, 'set'>,
  { stopped, onWaiting, wait = later }: SendAgain,
): Promise<Error | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await post(rows.map(([, event]) => event));
      const results = 'results' in answer ? answer.results : [];
      for (const [index, [row]] of rows.entries()) {
        const result = results[index];
        const refused = result !== undefined && 'code' in result ? result : null;
        report.set(
          row,
          refused === null ? 'queued' : 'refused',
          refused === null ? '' : `${refused.code}: ${refused.detail}`,
        );
      }
      return null;
    } catch (error) {
      const ms = nextTryMs(error, tries);
      if (ms === null || stopped()) return error as Error;
      onWaiting(`${(error as Error).message} (again in ${Math.round(ms / 1_000)} s, with the same ids)`);
      await wait(ms);
      onWaiting('');
    }
  }
}

function later(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
