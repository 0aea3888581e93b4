import { setTimeout as sleep } from 'node:timers/promises';
import { streamOutcomes } from '../generated/http/sdk.gen.js';
import type { ListOutcomesResponses } from '../generated/http/types.gen.js';
import type { Stockproof } from '../http/connect.js';

/** One line of what became of the updates of a seller. */
export type ListedOutcome = ListOutcomesResponses[200]['items'][number];

/** Where following begins: at a time (RFC 3339), or after the event that was handled last. */
export type FollowFrom = { readonly since: string } | { readonly after_id: string };

/** Outcomes in the order of their decision, and the id to go on from once they are handled. */
export interface FollowedOutcomes {
  readonly id: string;
  readonly items: readonly ListedOutcome[];
}

/** The server closes streams when it restarts. */
const AGAIN_MS = 500;

/**
 * Follows what becomes of the updates of the own seller, in the order of the decisions. A stream that breaks is
 * opened again after its last event. Keep `id` together with what the outcomes did and pass it after a restart:
 * then each outcome is handled once. Ends when `signal` aborts; throws if a stream cannot be opened.
 */
export async function* followOutcomes(
  stockproof: Stockproof,
  from: FollowFrom,
  signal: AbortSignal,
): AsyncGenerator<FollowedOutcomes> {
  const client = stockproof.at('ledger');
  let id = 'after_id' in from ? from.after_id : null;
  while (!signal.aborted) {
    let received = false;
    let failure: Error | null = null as Error | null;
    const { stream } = await streamOutcomes({
      client,
      signal,
      sseMaxRetryAttempts: 1,
      ...(id === null ? {} : { headers: { 'last-event-id': id } }),
      ...('since' in from ? { query: { since: from.since } } : {}),
      onSseError: (error) => (failure = error instanceof Error ? error : new Error(String(error))),
      onSseEvent: (event) => {
        received = true;
        id = event.id ?? id;
      },
    });
    for await (const data of stream as AsyncIterable<{ readonly items?: readonly ListedOutcome[] }>) {
      if (data.items !== undefined && id !== null) yield { id, items: data.items };
    }
    if (failure !== null && !received && !signal.aborted) throw failure;
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}
