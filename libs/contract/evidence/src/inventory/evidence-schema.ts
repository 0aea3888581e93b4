import { recordSchema, schemaPart, shapeChecker } from '../record/record-schema.js';

const { text, digest, count, flag, orNull, list, object, name } = schemaPart;

const offer = { seller_id: text, sku: text };
const candidate = object({
  ...name,
  compared_with: object(name),
  difference: object({
    offers_compared: count,
    offers_changed: count,
    units_more: count,
    units_less: count,
    oversold_offers: count,
    oversold_units: count,
    impossible_offers: count,
  }),
  oversells: list(object({ ...offer, live: count, candidate: count, in_ledger: count })),
  budget: object({
    offers_changed_at_most: count,
    units_changed_at_most: count,
    oversold_units_at_most: count,
  }),
  promoted: flag,
});

const redrive = object({
  redrive_id: text,
  stage: { enum: ['before', 'after'] },
  letter: text,
  seller_id: text,
  event_id: text,
  payload_digest: digest,
  digest,
  reason: text,
  requested_by: text,
  approved_by: text,
});

const put_back = object({ digest, offers: count, rows: count, rejections: count });

/** JSON Schema (draft-07) of an evidence record. */
export const evidenceSchema = recordSchema({
  stream: { seller_id: orNull(text), sku: orNull(text) },
  members: {
    candidate: { anyOf: [{ type: 'null' }, candidate] },
    offers: object({ count, merkle_root: digest }),
    blast_radius: object({
      estimated: object({
        offers: count,
        events: count,
        sellers: count,
        topics: list(text),
        messages_at_most: count,
        estimated_seconds: { type: 'number', minimum: 0 },
      }),
      offers_repaired: count,
    }),
  },
  optional: { redrive, put_back },
});

/** Returns one sentence per member that is missing, added or of another type. */
export const evidenceShapeProblems = shapeChecker(evidenceSchema);
