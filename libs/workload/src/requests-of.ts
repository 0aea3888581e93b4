import type { Posting } from './marketplace.js';

/** Postings of one seller for one request. */
export interface PostingRequest {
  readonly seller_id: string;
  readonly postings: readonly Posting[];
}

/**
 * Divides postings into requests of one seller each, in which no event id is twice: ingestion refuses the second.
 * The postings of a seller stay in order, so the requests of a seller are sent one after the other.
 */
export function requestsOf(postings: readonly Posting[]): PostingRequest[] {
  return [...Map.groupBy(postings, ({ seller_id }) => seller_id)].flatMap(([seller_id, own]) =>
    withoutRepeats(own).map((some) => ({ seller_id, postings: some })),
  );
}

function withoutRepeats(postings: readonly Posting[]): Posting[][] {
  const parts: Posting[][] = [];
  let ids = new Set<unknown>();
  for (const posting of postings) {
    const id = posting.body['event_id'];
    const part = parts.at(-1);
    if (part === undefined || ids.has(id)) {
      parts.push([posting]);
      ids = new Set([id]);
    } else {
      part.push(posting);
      ids.add(id);
    }
  }
  return parts;
}
