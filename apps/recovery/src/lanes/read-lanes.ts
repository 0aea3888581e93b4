import type { Queryable } from '@stockproof/postgres';
import { skuPartition } from '@stockproof/events';
import { withSharedConnections } from '@stockproof/kafka';
import type { OfferName } from '@stockproof/verification';
import { escapeLiteral } from 'pg';
import { readSignedOfOffer } from '../evidence/sql/signed-heads.js';
import type { HistoryContext } from '../flows/histories/barrier.js';
import { readViewRows } from '../flows/histories/sql/view.js';
import { readLaneRows } from '../flows/ledger/sql/ledger.js';
import { readStreamHeads } from '../flows/scope/sql/offers.js';
import { compareLanes } from './compare-lanes.js';
import { capturedReader, publishedReader } from './read-message.js';
import { searchTopic, type Wanted } from './search-topic.js';

/** What lanes are read of. */
export interface LanesContext {
  readonly histories: Pick<HistoryContext, 'ledger' | 'view' | 'broker' | 'partitions' | 'topics'>;
  readonly records: Queryable;
}

/** How much later than its row a message may be, ms. */
const PATIENCE_MS = 60_000;

/**
 * Reads versions of an offer from every witness, at most `limit` from `from_version` on; null if neither the ledger nor the
 * view knows the offer. Each witness is read at its own moment, so the newest versions may be on their way.
 */
export async function readLanes(
  { histories, records }: LanesContext,
  offer: OfferName,
  from_version: number,
  limit: number,
) {
  const { ledger, view: views, broker, partitions, topics } = histories;
  const condition = `seller_id = ${escapeLiteral(offer.seller_id)} AND sku = ${escapeLiteral(offer.sku)}`;
  const [[head], [view]] = await Promise.all([
    readStreamHeads(ledger, condition),
    readViewRows(views, condition),
  ]);
  if (head === undefined && view === undefined) return null;
  const last = Math.max(head?.version ?? 0, view?.version ?? 0);
  const to_version = Math.min(from_version + limit - 1, last);
  const [rows, { signed, signed_up_to }] = await Promise.all([
    readLaneRows(ledger, offer, from_version - 1, to_version),
    readSignedOfOffer(records, offer, from_version, to_version),
  ]);
  const wanted = rows
    .filter(({ version }) => version >= from_version)
    .map(({ version, accepted_at }) => ({ version, accepted_ms: accepted_at.getTime() }));
  const patient = (one: Omit<Wanted, 'patience_ms'>): Wanted => ({ ...one, patience_ms: PATIENCE_MS });
  // The newest state stays in the topic, however late it was sent.
  const newest = (one: Omit<Wanted, 'patience_ms'>): Wanted => ({
    ...one,
    patience_ms: one.version === last ? Infinity : PATIENCE_MS,
  });
  const partition = skuPartition(offer.sku, partitions);
  const [captured, published] = await withSharedConnections(broker, async (shared) => [
    await searchTopic(shared, {
      ...{ topic: topics.captured, partition },
      wanted: wanted.map(patient),
      read: capturedReader(offer),
    }),
    await searchTopic(shared, {
      ...{ topic: topics.availability, partition },
      wanted: wanted.map(newest),
      read: publishedReader(offer),
    }),
  ]);
  const found = compareLanes({
    ...{ from_version, to_version, rows, captured, published, signed, signed_up_to },
    view: view ?? null,
  });
  return {
    ...offer,
    ledger_version: head?.version ?? 0,
    view:
      view === undefined
        ? null
        : {
            version: view.version,
            revision: view.revision,
            status: view.status,
            confidence: view.confidence,
          },
    ...found,
    next_from_version: to_version < last ? to_version + 1 : null,
  };
}
