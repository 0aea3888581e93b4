import type { PostUpdatesData, PostUpdatesResponses, Problem } from '../generated/http/types.gen.js';

type Body = NonNullable<PostUpdatesData['body']>;

/** An update as a seller posts it, of any version that the server takes. */
export type StockUpdate = Exclude<Body, readonly unknown[]>;

/** The answer for an array of updates. */
export type UpdateResults = PostUpdatesResponses[207];

type QueuedResult = Extract<UpdateResults['results'][number], { status: 202 }>;

/**
 * What the server said of one update.
 * - `queued`: it is in the topic; what becomes of it is told later. Members beside it are the server's.
 * - `refused`: it is wrong and was not taken. Sent again as it is, it is refused again.
 * - `unknown`: no answer until the retries were used up. It may stand; send it again with the same event_id.
 * - `not_sent`: it waited behind an update that became `unknown`, and was never sent. Send it after that one.
 */
export type PostedUpdate =
  | ({ readonly kind: 'queued' } & QueuedResult)
  | { readonly kind: 'refused'; readonly event_id: string; readonly problem: Problem }
  | { readonly kind: 'unknown' | 'not_sent'; readonly event_id: string; readonly detail: string };

/** What became of each update of a request, in its order. Throws if the answer is not of this request. */
export function postedUpdates(
  updates: readonly StockUpdate[],
  { results }: Pick<UpdateResults, 'results'>,
): PostedUpdate[] {
  if (results.length !== updates.length)
    throw new Error(`${results.length} results for ${updates.length} updates: is this address ingestion's?`);
  return updates.map(({ event_id }, index) => {
    const result = results.find((one) => one.index === index);
    if (result === undefined) throw new Error(`no result for the update at index ${index}`);
    if (!('code' in result)) return { ...result, kind: 'queued' };
    const { type, title, status, code, detail } = result;
    return { kind: 'refused', event_id, problem: { type, title, status, code, detail } };
  });
}
