import { waitUntil } from '@stockproof/timing';

/** Long, because a busy machine is no fault. A promised time is tested with that time. */
const WITHIN_MS = 120_000;

/** Runs `check` until it no longer throws; if the time is up, throws its last error. */
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
