import { MATRIX } from './matrix.js';
import { anEvent } from '@stockproof/testing/kit';

/**
 * Texts that PostgreSQL or UTF-8 cannot store, invisible characters, and texts that are too long: as JSON and
 * as part of an address.
 */
export const ODD_TEXTS: readonly (readonly [string, string])[] = [
  ['a\u0000', 'a%00'],
  ['a\ud83e', 'a%ED%A0%BE'],
  ['\udde6', '%ED%B7%A6'],
  ['a\u0007', 'a%07'],
  ['x'.repeat(6_000), 'x'.repeat(6_000)],
  ['x'.repeat(20_000), 'x'.repeat(20_000)],
];

/** Every operation with a name in its path. */
export const IN_PATHS = Object.entries(MATRIX).filter(
  ([operation, admitted]) => operation.includes('{') && admitted.length > 0,
);

/** Every query parameter; the text is appended. */
export const IN_QUERIES: readonly string[] = [
  'command_handler GET /v1/inventory-updates/x?seller_id=',
  'command_handler GET /v1/offers/s/s/transactions?limit=',
  'command_handler GET /v1/offers/s/s/transactions?after_version=',
  'availability GET /v1/availability-stream?sku=',
  'availability GET /v1/availability/s?min_confidence=',
  'recovery GET /v1/recoveries?status=',
  'recovery GET /v1/recoveries?after=',
  'recovery GET /v1/recoveries?limit=',
  'recovery GET /v1/confidence/offers?sku=',
  'recovery GET /v1/confidence/offers?confidence=',
  'recovery GET /v1/confidence/offers?after=',
  'recovery GET /v1/confidence/offers?limit=',
  'recovery GET /v1/dead-letters?sku=',
  'recovery GET /v1/dead-letters?reason=',
  'recovery GET /v1/dead-letters?after=',
  'recovery GET /v1/evidence?after=',
  'recovery GET /v1/evidence/x/proof?seller_id=s&sku=',
  'reservation GET /v1/reservations?after=',
  'reservation GET /v1/reservations?status=',
  'reservation GET /v1/reservations?stuck=',
  'reservation GET /v1/reservations?order_id=',
  'reservation GET /v1/reservations?seller_id=s&sku=',
  'reservation GET /v1/reservations?sort=age&after=',
  'command_handler GET /v1/inventory-updates?seller_id=s&sku=',
  'command_handler GET /v1/inventory-updates?seller_id=s&after=',
  'command_handler GET /v1/inventory-updates?seller_id=s&since=',
];

const update = anEvent({ event_id: 'odd', sku: 'odd', quantity: 5, seller_id: 's', schema_version: 2 });
const recovery = {
  contract: 'inventory-availability-projection',
  scope: { type: 'all' },
  mode: 'verify',
  owner: 'test',
  intent: 'odd',
};
const within = { from_event_time: '2026-06-19T18:23:11Z', to_event_time: '2026-06-19T19:23:11Z' };
const range = { partition: 0, from_offset: 0, to_offset: 1 };
const order = {
  reservation_id: 'odd',
  order_id: 'odd',
  expires_in: 60,
  lines: [{ seller_id: 's', sku: 's', quantity: 1 }],
};

/**
 * Every text of a body; `planned` in a path is replaced by a recovery that can still be rejected and aborted.
 */
export const IN_BODIES: readonly (readonly [string, string, (text: string) => object])[] = [
  ...Object.keys(update)
    .filter((field) => !['quantity', 'schema_version', 'seller_id'].includes(field))
    .concat('location_id', 'to_location_id', 'reason', 'reference', 'bucket_type')
    .map(
      (field) =>
        [
          'ingestion POST /v1/inventory-updates',
          field,
          (text: string) => ({ ...update, [field]: text }),
        ] as const,
    ),
  ...['kind', 'id', 'reason'].map(
    (field) =>
      [
        'ingestion POST /v1/token-revocations',
        field,
        (text: string) => ({ kind: 'token', id: 'odd', reason: 'odd', [field]: text }),
      ] as const,
  ),
  ['availability POST /v1/availability', 'skus', (text) => ({ skus: ['s', text] })],
  ...['contract', 'mode', 'owner', 'intent'].map(
    (field) =>
      ['recovery POST /v1/recoveries', field, (text: string) => ({ ...recovery, [field]: text })] as const,
  ),
  ...(
    [
      ['by_sku', (text) => ({ skus: [text] })],
      ['by_seller', (text) => ({ seller_ids: [text] })],
      ['by_offer', (text) => ({ offers: [{ seller_id: 's', sku: text }] })],
      ['by_time_window', (text) => ({ ...within, to_event_time: text })],
      ['by_topic_partition', (text) => ({ ...range, topic: text })],
    ] satisfies [string, (text: string) => object][]
  ).map(
    ([type, scope]) =>
      [
        'recovery POST /v1/recoveries',
        type,
        (text: string) => ({ ...recovery, scope: { type, ...scope(text) } }),
      ] as const,
  ),
  [
    'recovery POST /v1/recoveries',
    'candidate',
    (text) => ({ ...recovery, mode: 'what_if', candidate: { name: text } }),
  ],
  ['recovery POST /v1/recoveries/planned/approve', 'plan_digest', (plan_digest) => ({ plan_digest })],
  [
    'recovery POST /v1/recoveries/planned/rate',
    'reason',
    (reason) => ({ rate_limit_events_per_second: 1, reason }),
  ],
  ['recovery POST /v1/recoveries/planned/reject', 'reason', (reason) => ({ reason })],
  ['recovery POST /v1/recoveries/planned/abort', 'reason', (reason) => ({ reason })],
  ['reservation POST /v1/reservations', 'reservation_id', (reservation_id) => ({ ...order, reservation_id })],
  ['reservation POST /v1/reservations', 'order_id', (order_id) => ({ ...order, order_id })],
  [
    'reservation POST /v1/reservations',
    'sku',
    (sku) => ({ ...order, lines: [{ seller_id: 's', sku, quantity: 1 }] }),
  ],
];
