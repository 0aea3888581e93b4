import { waitUntil } from '@stockproof/timing';

/** Long: a busy machine is no fault. What is promised within a time is asked for with that time. */
const WITHIN_MS = 120_000;

/** Runs `check` until it no longer throws; when the time is up, its last error is thrown. */
export async function eventually<T>(check: () => Promise<T>, within_ms = WITHIN_MS): Promise<T> {
  let last: unknown;
  try {
    const { value } = await waitUntil(
      async () => {
        try {
          return { value: await check() };
        } catch (error) {
          last = error;
          return undefined;
        }
      },
      { what: 'an expectation to hold', within_ms, every_ms: 100 },
    );
    return value;
  } catch (error) {
    throw last ?? error;
  }
}
