import { expect, it } from '@jest/globals';
import { compareLanes, type LaneFacts } from './compare-lanes.js';

const AT = new Date('2026-11-27T12:00:00Z');
const digest = (version: number): string => `d${version}`;

type Row = LaneFacts['rows'][number];
const row = (version: number, change: Partial<Row> = {}): Row => ({
  version,
  ...{ status: 'accepted', operation: 'I', quantity: 5, accepted_at: AT, digest_holds: true },
  ...{ previous_digest: digest(version - 1), chain_digest: digest(version) },
  content: { quantity: '5', reason: null },
  ...change,
});
const cdcRow = (columns: object = {}) => ({
  ...{ offset: 7, lsn: '0/A', captured_at: AT, digest_holds: true },
  columns: { quantity: '5', reason: null, ...columns },
});
const published = (sellable: number, revision = 0) => ({
  ...{ offset: 9, published_at: AT },
  state: { ...{ revision, stock_on_hand: 5, reserved: 0, damaged: 0, return_to_vendor: 0 }, sellable },
});
const searched = <Found>(found: Record<number, Found>, more: object = {}) => ({
  found: new Map(Object.entries(found).map(([version, one]) => [Number(version), one])),
  unsearched: new Set<number>(),
  not_kept: new Set<number>(),
  ...more,
});
const VIEW = {
  ...{ version: 2, revision: 0, stock_on_hand: 5, sellable: 5 },
  ...{ reserved: 0, damaged: 0, return_to_vendor: 0 },
};

/** Two versions that every witness holds, with a change. */
const facts = (change: Partial<LaneFacts> = {}): LaneFacts => ({
  ...{ from_version: 1, to_version: 2, rows: [row(1), row(2)], view: VIEW },
  captured: searched({ 1: cdcRow(), 2: cdcRow() }),
  published: searched({ 2: published(5) }),
  signed: new Map([[1, { version: 1, chain_digest: digest(1), source: 'evidence', sequence: 3 }]]),
  signed_up_to: 1,
  ...change,
});
const FORGED = new Map([[2, { version: 2, chain_digest: 'x', source: 'checkpoint', sequence: 4 } as const]]);

it.each<[string, Partial<LaneFacts>, [number, string, RegExp] | null]>([
  ['none: all hold the same', {}, null],
  ['a row that is gone', { rows: [row(2)] }, [1, 'ledger', /no row/]],
  [
    'a row that was changed, and which column',
    { rows: [row(1), row(2, { digest_holds: false, content: { quantity: '6', reason: null } })] },
    [2, 'ledger', /digest of its content; the captured row has another quantity/],
  ],
  [
    'a row that does not follow',
    { rows: [row(1), row(2, { previous_digest: 'x' })] },
    [2, 'ledger', /follow/],
  ],
  [
    'a captured row with another content',
    { captured: searched({ 1: cdcRow({ reason: 'r' }), 2: cdcRow() }) },
    [1, 'captured', /another reason/],
  ],
  [
    'a captured row without its digest',
    { captured: searched({ 1: { ...cdcRow(), digest_holds: false }, 2: cdcRow() }) },
    [1, 'captured', /another digest/],
  ],
  ['a row that was not captured', { captured: searched({ 2: cdcRow() }) }, [1, 'captured', /no message/]],
  [
    'none: a row that is on its way',
    { captured: searched({ 1: cdcRow() }), view: { ...VIEW, version: 1 }, published: searched({}) },
    null,
  ],
  [
    'none: what Kafka does not keep',
    { captured: searched({ 2: cdcRow() }, { not_kept: new Set([1]) }) },
    null,
  ],
  [
    'none: what was too much to read',
    { captured: searched({ 2: cdcRow() }, { unsearched: new Set([1]) }) },
    null,
  ],
  ['a message beside the view', { published: searched({ 2: published(4) }) }, [2, 'published', /sellable/]],
  ['none: a message of an older revision', { published: searched({ 2: published(4, 1) }) }, null],
  ['the newest state without a message', { published: searched({}) }, [2, 'published', /no message/]],
  ['a signed digest', { signed: FORGED, signed_up_to: 2 }, [2, 'signed', /checkpoint 4/]],
])('the first difference is %s', (_what, change, expected) => {
  const { first_difference } = compareLanes(facts(change));
  expect(first_difference).toEqual(
    expected === null
      ? null
      : { version: expected[0], witness: expected[1], what: expect.stringMatching(expected[2]) },
  );
});

it('each version tells what every witness holds of it', () => {
  const { items } = compareLanes(facts());
  expect(
    items.map(({ version, captured: cdc, view, published: topic, signed }) => [
      version,
      cdc.state,
      view,
      topic.state,
      signed.state,
    ]),
  ).toEqual([
    [1, 'same', 'contains', 'passed_over', 'same'],
    [2, 'same', 'holds', 'same', 'unsigned'],
  ]);
  expect(compareLanes(facts({ signed: new Map(), signed_up_to: 2 })).items[0]?.signed.state).toBe('attested');
});
