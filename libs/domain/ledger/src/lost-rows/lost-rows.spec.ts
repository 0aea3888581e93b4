import { describe, expect, it } from '@jest/globals';
import { type AppendedRow, BUCKET_TYPES, type InventoryUpdate, OPERATIONS } from '@stockproof/events';
import { anUpdate } from '@stockproof/testing/kit';
import fc from 'fast-check';
import {
  chainDigest,
  decide,
  evolve,
  findLostRows,
  initialOffer,
  type LostRowFault,
  type OfferState,
  planPutBack,
  recordRow,
  type RequestAtPlace,
  type LostRowFacts,
} from '../index.js';

interface History {
  readonly rows: readonly AppendedRow[];
  /** The state after each row; the first is before all. */
  readonly states: readonly OfferState[];
  readonly requests: ReadonlyMap<number, RequestAtPlace>;
}

/** The message of update n is at offset n; rejected updates leave no row. */
function historyOf(updates: readonly InventoryUpdate[]): History {
  const rows: AppendedRow[] = [];
  const states = [initialOffer()];
  const requests = new Map<number, RequestAtPlace>();
  updates.forEach((update, source_offset) => {
    const state = states.at(-1) ?? initialOffer();
    const request_hash = String(source_offset).padStart(64, '0');
    requests.set(source_offset, { update, request_hash });
    const decision = decide(state, update, {
      accepted_at_ms: 100 + source_offset,
      late_movements: source_offset % 2 === 0 ? 'apply' : 'absorb',
      later: rows,
    });
    if (decision.outcome === 'rejected') return;
    const provenance = {
      accepted_at_ms: 100 + source_offset,
      request_hash,
      correlation_id: null,
      causation_id: null,
    };
    const row = recordRow(state, update, decision.movement, {
      ...provenance,
      source_topic: 'updates',
      source_partition: 3,
      source_offset,
    });
    rows.push({ ...row, traceparent: null });
    states.push(
      evolve(state, { version: row.version, movement: decision.movement, chain_digest: row.chain_digest }),
    );
  });
  return { rows, states, requests };
}

const update = (at: number, more: Partial<InventoryUpdate> = {}): InventoryUpdate =>
  anUpdate({ event_id: `e${at}`, quantity: 10 + at, event_time_ms: at, ...more });

const SIX = historyOf([
  update(0),
  update(1),
  update(2, { operation: 'S', quantity: 4 }),
  update(3),
  update(4, { operation: 'D', quantity: 3 }),
  update(5),
]);
/** Restored after three of six rows. */
const KEPT = 3;

const witnesses = ({ requests }: History, next_offset: number): LostRowFacts => ({
  nextOffset: () => next_offset,
  request: ({ source_topic, source_partition, source_offset }) =>
    source_topic === 'updates' && source_partition === 3 ? (requests.get(source_offset) ?? null) : null,
});
const offerAt = (
  history: History,
  kept: number,
  signed: { version: number; chain_digest: string } | null = null,
) => ({
  seller_id: 'm',
  sku: 's',
  state: history.states[kept] ?? initialOffer(),
  later: history.rows.slice(0, kept),
  signed,
});
const nextAfter = ({ rows }: History, kept: number): number => (rows[kept - 1]?.source_offset ?? -1) + 1;
const found = (
  cdc_rows: readonly AppendedRow[],
  signed: { version: number; chain_digest: string } | null = null,
) => findLostRows(offerAt(SIX, KEPT, signed), cdc_rows, witnesses(SIX, KEPT));

const row = (version: number): AppendedRow => {
  const it = SIX.rows[version - 1];
  if (it === undefined) throw new Error(`no version ${version}`);
  return it;
};
/** With the digest of its new content, as somebody makes it who knows the format. */
const forged = (version: number, change: Partial<AppendedRow>): AppendedRow => {
  const made = { ...row(version), ...change };
  return { ...made, chain_digest: chainDigest(made.previous_digest, made) };
};
/** All rows, with those of other versions in the place of the real ones. */
const withRows = (...others: readonly AppendedRow[]): AppendedRow[] =>
  SIX.rows.map((one) => others.find(({ version }) => version === one.version) ?? one);

describe('rows that a restore lost', () => {
  it('are those after the restored head, whatever the order of the history and its duplicates', () => {
    const shuffled = [row(6), row(2), row(4), row(4), row(1), row(5), row(3), row(6)];
    expect(found(shuffled)).toEqual({
      offer: offerAt(SIX, KEPT),
      rows: [row(4), row(5), row(6)],
      states: SIX.states.slice(4),
      rejections: [],
    });
  });

  it.each<[string, { version: number; chain_digest: string } | null]>([
    ['nothing was signed', null],
    ['an older head was signed', { version: 2, chain_digest: 'ff' }],
    ['the restored head was signed', { version: 3, chain_digest: row(3).chain_digest }],
    ['a lost head was signed', { version: 5, chain_digest: row(5).chain_digest }],
    ['the last head was signed', { version: 6, chain_digest: row(6).chain_digest }],
  ])('are found if %s', (_what, signed) => {
    expect(found(SIX.rows, signed)).toMatchObject({ rows: { length: 3 } });
  });

  it('may be none', () => {
    expect(found(SIX.rows.slice(0, 3))).toMatchObject({ rows: [] });
    expect(found([])).toMatchObject({ rows: [] });
  });

  const other = 'cd'.repeat(32);
  it.each<
    [string, readonly AppendedRow[], { version: number; chain_digest: string } | null, number, LostRowFault]
  >([
    ['the row of the restored head is another', withRows(forged(3, { quantity: 9 })), null, 3, 'diverged'],
    ['a version has two rows', [...SIX.rows, forged(5, { quantity: 1 })], null, 5, 'version_twice'],
    [
      'a version has two rows with one digest',
      [...SIX.rows, { ...row(5), quantity: 1 }],
      null,
      5,
      'version_twice',
    ],
    ['a row is missing', SIX.rows.filter(({ version }) => version !== 5), null, 5, 'version_missing'],
    ['the first is missing', SIX.rows.filter(({ version }) => version !== 4), null, 4, 'version_missing'],
    ['a row is changed', withRows({ ...row(5), quantity: 1 }), null, 5, 'row_digest'],
    ['a row is changed with its digest', withRows(forged(5, { quantity: 1 })), null, 5, 'other_decision'],
    ['the last is changed with its digest', withRows(forged(6, { quantity: 1 })), null, 6, 'other_decision'],
    ['a row follows another', withRows(forged(5, { previous_digest: other })), null, 5, 'chain_link'],
    ['a row is of a decided message', withRows(forged(4, { source_offset: 2 })), null, 4, 'decided_before'],
    ['a row is of another message', withRows(forged(4, { source_offset: 5 })), null, 4, 'other_request'],
    ['a row is of no message', withRows(forged(4, { source_offset: 77 })), null, 4, 'other_request'],
    ['a row is of another topic', withRows(forged(4, { source_topic: 'other' })), null, 4, 'other_request'],
    ['a row is of another request', withRows(forged(4, { request_hash: other })), null, 4, 'other_request'],
    ['a row has the id of another', withRows(forged(4, { event_id: 'e9' })), null, 4, 'other_decision'],
    ['a newer head was signed', SIX.rows, { version: 7, chain_digest: other }, 7, 'head_not_reached'],
    [
      'the history ends before the signed head',
      SIX.rows.slice(0, 4),
      { version: 5, chain_digest: other },
      5,
      'head_not_reached',
    ],
    ['another head was signed', SIX.rows, { version: 5, chain_digest: other }, 5, 'other_head'],
    ['another restored head was signed', SIX.rows, { version: 3, chain_digest: other }, 3, 'other_head'],
  ])('are refused if %s', (_what, cdc_rows, signed, version, fault) => {
    expect(found(cdc_rows, signed)).toEqual({ seller_id: 'm', sku: 's', version, fault });
  });

  it('are refused if a message counts twice', () => {
    const twice = historyOf([update(0), update(1), update(2, { event_id: 'e1' })]);
    expect(findLostRows(offerAt(twice, 1), twice.rows, witnesses(twice, 1))).toMatchObject({
      version: 3,
      fault: 'event_twice',
    });
  });

  const anyUpdate: fc.Arbitrary<InventoryUpdate> = fc.record({
    schema_version: fc.constant(3 as const),
    event_id: fc.uuid(),
    sku: fc.constant('s'),
    seller_id: fc.constant('m'),
    operation: fc.constantFrom(...OPERATIONS),
    quantity: fc.integer({ min: 0, max: 40 }),
    event_time_ms: fc.integer({ min: 0, max: 20 }),
    bucket_type: fc.constantFrom(...BUCKET_TYPES),
    location_id: fc.constantFrom('default', 'b'),
    to_bucket_type: fc.constantFrom(...BUCKET_TYPES),
    to_location_id: fc.constantFrom('default', 'b'),
    reason: fc.constant(null),
    reference: fc.constant(null),
    expected_quantity: fc.constant(null),
    counted: fc.constantFrom('bucket' as const, 'on_hand' as const),
  });
  const anyLoss = fc
    .tuple(fc.array(anyUpdate, { minLength: 2, maxLength: 14 }), fc.nat(), fc.nat())
    .map(([updates, at, of]) => {
      const history = historyOf(updates);
      const kept = history.rows.length === 0 ? 0 : at % history.rows.length;
      return {
        history,
        kept,
        of: history.rows.length === 0 ? 0 : kept + (of % (history.rows.length - kept)),
      };
    });

  it('lead to the state that was lost, wherever the restore cut', () => {
    fc.assert(
      fc.property(anyLoss, ({ history, kept }) => {
        const lost = findLostRows(
          offerAt(history, kept),
          [...history.rows].reverse(),
          witnesses(history, nextAfter(history, kept)),
        );
        expect(lost).toMatchObject({
          rows: history.rows.slice(kept),
          states: history.states.slice(kept + 1),
        });
      }),
    );
  });

  it('are refused as soon as one of them says something else, also with the digests computed again', () => {
    const change = fc.constantFrom<Partial<AppendedRow>>(
      { quantity: 41 },
      { requested_quantity: 41 },
      { delta_quantity: 41 },
      { operation: 'X' as AppendedRow['operation'] },
      { from_location: 'c' },
      { to_location: 'c' },
      { event_time_ms: 21 },
      { event_id: 'another' },
      { reason: 'another' },
      { source_offset: 99 },
    );
    fc.assert(
      fc.property(anyLoss, change, ({ history, kept, of }, changed) => {
        fc.pre(history.rows.length > 0);
        let previous_digest = history.states[kept]?.chain_digest ?? '';
        const cdc_rows = history.rows.slice(kept).map((one, at) => {
          const made = { ...one, ...(kept + at === of ? changed : {}), previous_digest };
          previous_digest = chainDigest(previous_digest, made);
          return { ...made, chain_digest: previous_digest };
        });
        expect(
          findLostRows(offerAt(history, kept), cdc_rows, witnesses(history, nextAfter(history, kept))),
        ).toHaveProperty('fault');
      }),
    );
  });
});

describe('a plan to put rows back', () => {
  const lost = found(SIX.rows);
  const fewer = found(SIX.rows.slice(0, 5));
  const refused = { seller_id: 'n', sku: 's', version: 2, fault: 'version_missing' as const };

  it('has the offers that lost rows, and every refusal', () => {
    expect(planPutBack([refused, found([]), lost])).toMatchObject({
      offers: [lost],
      rows: 3,
      refused: [refused],
    });
  });

  it('has a digest of every row and refusal, in no particular order', () => {
    const { digest } = planPutBack([lost, refused]);
    expect(planPutBack([refused, lost]).digest).toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const others = [[lost], [fewer, refused], [lost, { ...refused, version: 3 }], [refused], []].map(
      (of) => planPutBack(of).digest,
    );
    expect(new Set([digest, ...others]).size).toBe(6);
  });
});
