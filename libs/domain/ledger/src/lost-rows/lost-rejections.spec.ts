import { describe, expect, it } from '@jest/globals';
import type { AppendedRow, InventoryUpdate } from '@stockproof/events';
import { anUpdate } from '@stockproof/testing/kit';
import {
  type RejectionMessage,
  decide,
  evolve,
  findLostRejections,
  findLostRows,
  initialOffer,
  type LostRowFacts,
  type LostRowFault,
  type LostRows,
  planPutBack,
  recordRow,
} from '../index.js';

const TOPIC = 'updates';
const PLACE = { source_topic: TOPIC, source_partition: 3 };

const update = (at: number, operation: 'I' | 'D' | 'R', quantity: number): InventoryUpdate =>
  anUpdate({ event_id: `e${at}`, operation, quantity, event_time_ms: at });

/** 10 units; 4 more go; 7 are refused, as 6 are left; 5 come; 20 are refused, as 11 are there; what is not asked for is 12. */
const UPDATES = [
  update(0, 'I', 10),
  update(1, 'D', 4),
  update(2, 'D', 7),
  update(3, 'I', 5),
  update(4, 'D', 20),
];
const hashOf = (offset: number): string => String(offset).padStart(64, '0');

function decided() {
  const rows: AppendedRow[] = [];
  const rejections: RejectionMessage[] = [];
  let state = initialOffer();
  UPDATES.forEach((one, source_offset) => {
    const accepted_at_ms = 100 + source_offset;
    const decision = decide(state, one, { accepted_at_ms, late_movements: 'apply', later: [] });
    const place = { ...PLACE, source_offset };
    if (decision.outcome === 'rejected') {
      const { event_id, sku, seller_id, operation, quantity, event_time_ms } = one;
      const { reason, facts } = decision;
      const said = { event_id, sku, seller_id, operation, quantity, event_time_ms };
      rejections.push({ ...said, reason, facts, rejected_at_ms: accepted_at_ms, ...place });
      return;
    }
    const ids = { request_hash: hashOf(source_offset), correlation_id: null, causation_id: null };
    const row = recordRow(state, one, decision.movement, { accepted_at_ms, ...ids, ...place });
    rows.push({ ...row, traceparent: null });
    state = evolve(state, {
      version: row.version,
      movement: decision.movement,
      chain_digest: row.chain_digest,
    });
  });
  return { rows, rejections };
}

const ALL = decided();
const facts = (next_offset: number): LostRowFacts => ({
  nextOffset: () => next_offset,
  request: ({ source_topic, source_offset }) => {
    const asked = source_topic === TOPIC ? UPDATES[source_offset] : undefined;
    return asked === undefined ? null : { update: asked, request_hash: hashOf(source_offset) };
  },
});
/** Restored before everything. */
const LOST = findLostRows(
  { seller_id: 'm', sku: 's', state: initialOffer(), later: [], signed: null },
  ALL.rows,
  facts(0),
) as LostRows;
const [FIRST, SECOND] = ALL.rejections as [RejectionMessage, RejectionMessage];
const found = (messages: readonly RejectionMessage[], next_offset = 0) =>
  findLostRejections(LOST, messages, facts(next_offset));

describe('rejections that a restore lost', () => {
  it('are found with the state that explains each, in any order and once', () => {
    expect(found([SECOND, FIRST, SECOND])).toEqual({
      ...LOST,
      rejections: [
        { ...FIRST, request_hash: hashOf(2), decided_on_version: 2 },
        { ...SECOND, request_hash: hashOf(4), decided_on_version: 3 },
      ],
    });
  });

  it.each<[string, number, number]>([
    ['what the restored database has', 3, 1],
    ['all of it', 5, 0],
  ])('are not %s', (_what, next_offset, length) =>
    expect(found([FIRST, SECOND], next_offset)).toMatchObject({ rejections: { length } }),
  );

  it('may be decided on what a row of the other topic left', () => {
    // The reader cannot know on which side of the rejection a row of the stock commands was.
    const other = LOST.rows.map((row) => (row.version === 2 ? { ...row, source_topic: 'commands' } : row));
    expect(findLostRejections({ ...LOST, rows: other }, [FIRST], facts(0))).toMatchObject({
      rejections: [{ decided_on_version: 2 }],
    });
  });

  it.each<[string, readonly RejectionMessage[], LostRowFault]>([
    ['no message is at the place', [{ ...FIRST, source_offset: 77 }], 'other_request'],
    ['the topic is another', [{ ...FIRST, source_topic: 'other' }], 'other_request'],
    ['the message asks for another quantity', [{ ...FIRST, quantity: 8 }], 'other_request'],
    ['the message has another event', [{ ...FIRST, event_id: 'e9' }], 'other_request'],
    ['the message is of another seller', [{ ...FIRST, seller_id: 'n' }], 'other_request'],
    ['the message is of another time', [{ ...FIRST, event_time_ms: 9 }], 'other_request'],
    ['the reason is another', [{ ...FIRST, reason: 'unclear_name' }], 'other_decision'],
    ['the facts are others', [{ ...FIRST, facts: { ...FIRST.facts, available: 5 } }], 'other_decision'],
    [
      'it could be decided only before a row that was read before it',
      [{ ...SECOND, facts: { ...SECOND.facts, available: 6 } }],
      'other_decision',
    ],
    ['it rejects what a row accepted', [{ ...FIRST, event_id: 'e3', source_offset: 3 }], 'event_twice'],
    ['it was rejected twice', [FIRST, { ...FIRST, rejected_at_ms: 7 }], 'event_twice'],
  ])('are refused if %s', (_what, messages, fault) =>
    expect(found(messages)).toEqual({ seller_id: 'm', sku: 's', version: 3, fault }),
  );

  it('are part of the plan and of its digest', () => {
    const plan = planPutBack([found([FIRST, SECOND])]);
    expect(plan).toMatchObject({ rows: 3, rejections: 2 });
    const without = planPutBack([found([FIRST])]);
    const [offer] = plan.offers;
    const [one, ...others] = offer?.rejections ?? [];
    const changed = [
      { ...one, rejected_at_ms: 1 },
      { ...one, decided_on_version: 1 },
      { ...one, facts: {} },
      { ...one, request_hash: 'ff' },
    ].map(
      (rejection) =>
        planPutBack([{ ...LOST, rejections: [rejection as NonNullable<typeof one>, ...others] }]).digest,
    );
    expect(new Set([plan.digest, without.digest, planPutBack([LOST]).digest, ...changed]).size).toBe(7);
    const only = { ...LOST, rows: [], states: [], rejections: offer?.rejections ?? [] };
    expect(planPutBack([only]).offers).toEqual([only]);
  });
});
