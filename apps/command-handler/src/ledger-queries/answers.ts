import { LEDGER_STATUSES } from '@stockproof/events';
import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, digest, instant, text } = part;
const place = { seller_id: text, sku: text };

/** Stock of an offer, and the head of its stream. */
export const OFFER_STOCK = z.strictObject({
  ...place,
  stock_on_hand: count,
  version: count,
  chain_digest: digest,
  updated_at: instant,
  buckets: z.array(
    z.strictObject({
      bucket_type: text,
      location_id: text,
      quantity: count,
      counted_at: instant.nullable().describe('time of the last count; null: never counted'),
      late_since_count: count.describe(
        'movements that came after that count and are stamped before it: applied (accepted_late) or absorbed',
      ),
      updated_at: instant,
    }),
  ),
});

/** A page of the offers of a seller. */
export const OFFERS_OF_SELLER = z.strictObject({
  items: z.array(z.strictObject({ ...place, stock_on_hand: count, version: count, updated_at: instant })),
  next_after: text.nullable().describe('`after` of the next page; null if this one is not full'),
});

/** In the order of the bytes of the SKU. */
export type Offers = z.infer<typeof OFFERS_OF_SELLER>;

const TRANSACTION = z.strictObject({
  ...place,
  event_id: text
    .nullable()
    .describe(
      'null for a seller where the event is not its own: the ids of commands on its stock are not told',
    ),
  version: count,
  operation: text,
  status: z.enum(LEDGER_STATUSES),
  quantity: z.int(),
  requested_quantity: z.int(),
  delta_quantity: z.int(),
  from_bucket: text.nullable(),
  from_location: text.nullable(),
  to_bucket: text.nullable(),
  to_location: text.nullable(),
  event_time: instant,
  accepted_at: instant,
  schema_version: count,
  request_hash: digest,
  reason: text.nullable(),
  reference: text.nullable(),
  correlation_id: text.nullable(),
  causation_id: text.nullable(),
  traceparent: text.nullable(),
  source_topic: text,
  source_partition: count,
  source_offset: count,
  previous_digest: digest,
  chain_digest: digest,
});

/** A page of an offer's ledger rows, in order of version. */
export const TRANSACTIONS = z.strictObject({
  ...place,
  transactions: z.array(TRANSACTION),
  next_after_version: count.optional().describe('where the next page begins, if there may be one'),
});

/** The buckets are in order of type and location. */
export type OfferStock = z.infer<typeof OFFER_STOCK>;
/** A row of the ledger. A bucket and location that are null mean outside the warehouse. */
export type Transaction = z.infer<typeof TRANSACTION>;
/** `transactions` is empty if `after_version` is the newest version or a later one. */
export type Transactions = z.infer<typeof TRANSACTIONS>;
