import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { BUCKET_TYPES, type InventoryUpdate, OPERATIONS, type LedgerRow } from '@stockproof/events';
import fc from 'fast-check';
import {
  type ChainedRow,
  decide,
  evolve,
  GENESIS_DIGEST,
  initialOffer,
  type LateMovements,
  LedgerInvariantError,
  ledgerRowContent,
  chainDigest,
  type OfferState,
  recordRow,
} from './index.js';

const MAX = Number.MAX_SAFE_INTEGER;
const quantity = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(MAX, MAX - 1, MAX - 20));
const location = fc.constantFrom('default', 'b');

const anyUpdate: fc.Arbitrary<InventoryUpdate> = fc.record({
  schema_version: fc.constant(3 as const),
  event_id: fc.uuid(),
  sku: fc.constant('s'),
  seller_id: fc.constant('m'),
  operation: fc.constantFrom(...OPERATIONS),
  quantity,
  event_time_ms: fc.integer({ min: 0, max: 20 }),
  bucket_type: fc.constantFrom(...BUCKET_TYPES),
  location_id: location,
  to_bucket_type: fc.constantFrom(...BUCKET_TYPES),
  to_location_id: location,
  reason: fc.constant(null),
  reference: fc.constant(null),
  expected_quantity: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 5 }),
  counted: fc.constantFrom('bucket' as const, 'on_hand' as const),
});

const PROVENANCE = {
  accepted_at_ms: 7,
  request_hash: 'ab'.repeat(32),
  correlation_id: null,
  causation_id: null,
  source_topic: 't',
  source_partition: 3,
  source_offset: 9,
};

function run(
  updates: readonly InventoryUpdate[],
  late_movements: LateMovements = 'apply',
): { state: OfferState; rows: ChainedRow[] } {
  let state = initialOffer();
  const rows: ChainedRow[] = [];
  for (const update of updates) {
    const { accepted_at_ms } = PROVENANCE;
    const decision = decide(state, update, { accepted_at_ms, late_movements, later: rows });
    if (decision.outcome === 'rejected') continue;
    const row = recordRow(state, update, decision.movement, PROVENANCE);
    state = evolve(state, {
      version: row.version,
      movement: decision.movement,
      chain_digest: row.chain_digest,
    });
    rows.push(row);
  }
  return { state, rows };
}

/** Sums of movements per place, in BigInt, from the rows alone. */
function sums(rows: readonly ChainedRow[]): Map<string, bigint> {
  const held = new Map<string, bigint>();
  const add = (bucket: string | null, place: string | null, change: number): void => {
    if (bucket === null) return;
    const key = `${bucket}\u001f${place}`;
    held.set(key, (held.get(key) ?? 0n) + BigInt(change));
  };
  for (const row of rows) {
    add(row.from_bucket, row.from_location, -row.quantity);
    add(row.to_bucket, row.to_location, row.quantity);
  }
  return held;
}

describe('any history', () => {
  it('has contiguous versions, exact sums, and quantities between 0 and 2^53-1', () => {
    fc.assert(
      fc.property(fc.array(anyUpdate, { maxLength: 60 }), (updates) => {
        const { state, rows } = run(updates);
        expect(rows.map(({ version }) => version)).toEqual(rows.map((_row, index) => index + 1));
        const units = [...state.buckets.values()].reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);
        expect(units).toBe(BigInt(state.stock_on_hand));
        expect(BigInt(state.stock_on_hand)).toBe(
          rows.reduce((sum, row) => sum + BigInt(row.delta_quantity), 0n),
        );
        const held = sums(rows);
        expect(new Map([...state.buckets].map(([key, { quantity: units }]) => [key, BigInt(units)]))).toEqual(
          held,
        );
        for (const units of [...held.values(), BigInt(state.stock_on_hand)]) {
          expect(units >= 0n && units <= BigInt(MAX)).toBe(true);
        }
      }),
    );
  });

  it('is a chain: each row follows the digest of the one before', () => {
    fc.assert(
      fc.property(fc.array(anyUpdate, { maxLength: 20 }), (updates) => {
        const { rows } = run(updates);
        expect(rows.map((row) => row.previous_digest)).toEqual(
          [GENESIS_DIGEST, ...rows.map((row) => row.chain_digest)].slice(0, rows.length),
        );
      }),
    );
  });
});

describe('evolve', () => {
  const [row] = run([{ ...fc.sample(anyUpdate, 1)[0], operation: 'I', quantity: 5 } as InventoryUpdate]).rows;
  const movement = { ...(row as ChainedRow), counted_at_ms: null } as Parameters<
    typeof evolve
  >[1]['movement'];

  it.each([
    ['a version left out', 2, movement],
    ['a version again', 0, movement],
    [
      'a bucket below zero',
      1,
      { ...movement, from_bucket: 'damaged' as const, from_location: 'b', delta_quantity: 0 },
    ],
  ])('refuses %s', (_name, version, moved) =>
    expect(() => evolve(initialOffer(), { version, movement: moved, chain_digest: '' })).toThrow(
      LedgerInvariantError,
    ),
  );
});

describe('the digest', () => {
  const row: LedgerRow = {
    seller_id: 'seller-42',
    sku: '1231241',
    version: 1,
    event_id: 'mkt-evt-8f11a',
    operation: 'I',
    status: 'accepted',
    quantity: 100,
    requested_quantity: 100,
    delta_quantity: 100,
    from_bucket: null,
    from_location: null,
    to_bucket: 'sellable',
    to_location: 'default',
    event_time_ms: 1_781_893_391_000,
    accepted_at_ms: 1,
    schema_version: 2,
    request_hash: '00'.repeat(32),
    reason: null,
    reference: null,
    correlation_id: 'c',
    causation_id: null,
    source_topic: 'inventory.updates.v1',
    source_partition: 3,
    source_offset: 0,
  };

  it('is SHA-256 over the previous one and the fields in order', () => {
    const text = [
      GENESIS_DIGEST,
      'stockproof.ledger.v1',
      'seller-42',
      '1231241',
      1,
      'mkt-evt-8f11a',
      'I',
      'accepted',
      100,
      100,
      100,
      '',
      '',
      'sellable',
      'default',
      1_781_893_391_000,
      1,
      2,
      '00'.repeat(32),
      '',
      '',
      'c',
      '',
      'inventory.updates.v1',
      3,
      0,
    ].join('\u001f');
    expect(chainDigest(GENESIS_DIGEST, row)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it.each(Object.keys(row) as (keyof LedgerRow)[])('covers %s', (field) => {
    const value = row[field];
    const other = { ...row, [field]: typeof value === 'number' ? value + 1 : `${value ?? ''}x` };
    expect(ledgerRowContent(other)).not.toBe(ledgerRowContent(row));
    expect(chainDigest(GENESIS_DIGEST, other)).not.toBe(chainDigest(GENESIS_DIGEST, row));
  });
});
