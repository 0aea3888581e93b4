import { describe, expect, it } from '@jest/globals';
import { cdcMessage, cdcRow } from '@stockproof/testing';
import { CdcHistory, cdcMatchesTable, type KnownHead, type Replayed } from './index.js';

const GENESIS = '0'.repeat(64);
const offer = { seller_id: 's', sku: 'k' };

interface Row {
  readonly version: number;
  readonly previous_digest: string;
  readonly chain_digest: string;
  readonly message: Buffer;
}

const rowOf = (version: number, previous_digest: string, quantity = version): Row => ({
  version,
  previous_digest,
  ...cdcRow({ ...offer, version, previous_digest, quantity }),
});

function chain(length: number, previous = GENESIS, first = 1): Row[] {
  const rows: Row[] = [];
  for (let version = first; version < first + length; version += 1)
    rows.push(rowOf(version, rows.at(-1)?.chain_digest ?? previous));
  return rows;
}

const TABLE = chain(6);
/** The table, whole and sound. */
const replayed: Replayed = () => ({
  version: 6,
  fault: null,
  at: () => undefined,
  digestAt: (version) => TABLE[version - 1]?.chain_digest,
});
const cdcRowsOf = (...versions: readonly number[]): Row[] =>
  versions.flatMap((version) => TABLE.slice(version - 1, version));
const signed = (version: number, chain_digest = TABLE[version - 1]?.chain_digest ?? ''): KnownHead[] => [
  { ...offer, version, chain_digest },
];

function check(rows: readonly Row[], attested: readonly KnownHead[]) {
  const history = new CdcHistory(() => true, attested);
  for (const { message } of rows) history.add(0, message);
  history.finish();
  const verdict = cdcMatchesTable(history, [{ ...offer, version: 6 }], replayed);
  const [found] = verdict.check.counterexamples;
  const as = verdict.refuted.size > 0 ? 'refuted' : verdict.missing.size > 0 ? 'missing' : 'wrong';
  return {
    said: found === undefined ? 'agrees' : `${as} at ${found.first_differing_version}`,
    counts: history.counts(),
  };
}

describe('the CDC history and the table', () => {
  it.each<[string, readonly Row[], readonly KnownHead[], string]>([
    ['all rows', TABLE, [], 'agrees'],
    ['in another order', cdcRowsOf(2, 1, 3, 6, 5, 4), [], 'agrees'],
    ['one again', cdcRowsOf(1, 2, 3, 4, 5, 6, 2), [], 'agrees'],
    ['none', [], [], 'missing at 1'],
    ['no beginning', cdcRowsOf(4, 5, 6), [], 'missing at 1'],
    ['a hole', cdcRowsOf(1, 2, 4, 5, 6), [], 'missing at 3'],
    ['no end', cdcRowsOf(1, 2, 3, 4), [], 'missing at 5'],
    [
      'one that is not of its digest',
      [
        ...cdcRowsOf(1, 2, 3, 4, 5),
        {
          ...rowOf(6, TABLE[4]?.chain_digest ?? ''),
          message: Buffer.from(TABLE[5]?.message.toString().replace('"quantity":6', '"quantity":7') ?? ''),
        },
      ],
      [],
      'wrong at 6',
    ],
    [
      'another row in a sound chain',
      [...cdcRowsOf(1, 2, 3, 4, 5), rowOf(6, TABLE[4]?.chain_digest ?? '', 60)],
      [],
      'refuted at 6',
    ],
    ['a row of another chain', [...cdcRowsOf(1, 2, 3), ...chain(3, 'cd'.repeat(32), 4)], [], 'refuted at 4'],
    ['one more than the table has', [...TABLE, rowOf(7, TABLE[5]?.chain_digest ?? '')], [], 'refuted at 7'],
    ['again, but another', [...TABLE, rowOf(2, TABLE[0]?.chain_digest ?? '', 20)], [], 'wrong at 2'],
    // the topic's beginning is gone, and a trusted record names a head
    ['what comes after the head', cdcRowsOf(4, 5, 6), signed(3), 'agrees'],
    ['more than what comes after it', cdcRowsOf(2, 3, 4, 5, 6), signed(3), 'agrees'],
    ['nothing, and nothing came after it', [], signed(6), 'agrees'],
    ['nothing, and something came after it', [], signed(4), 'missing at 5'],
    ['a hole after the head', cdcRowsOf(5, 6), signed(3), 'missing at 4'],
    [
      'a forged row up to the head',
      [rowOf(2, TABLE[0]?.chain_digest ?? '', 20), ...cdcRowsOf(4, 5, 6)],
      signed(3),
      'wrong at 2',
    ],
    ['a head of another history', cdcRowsOf(4, 5, 6), signed(3, 'cd'.repeat(32)), 'refuted at 4'],
    ['a head of another history, and nothing after it', [], signed(6, 'cd'.repeat(32)), 'refuted at 6'],
  ])('%s', (_name, rows, attested, expected) => expect(check(rows, attested).said).toBe(expected));

  it('report which row is missing, and what is in its place', () => {
    const history = new CdcHistory(() => true, []);
    for (const { message } of cdcRowsOf(1, 2, 6, 5)) history.add(0, message);
    history.finish();
    const [found] = cdcMatchesTable(history, [{ ...offer, version: 6 }], replayed).check.counterexamples;
    expect(found).toMatchObject({
      expected: 'an unbroken CDC history',
      found: 'version 3 was not captured, 5 was',
      first_differing_version: 3,
    });
  });

  it('count every row once', () => {
    expect(check(cdcRowsOf(1, 2, 3, 4, 5, 6, 6), []).counts).toEqual({
      read: 7,
      applied: 6,
      late: 0,
      duplicate: 1,
      skipped: 0,
    });
    expect(check(cdcRowsOf(3, 4, 5, 6), signed(3)).counts).toEqual({
      read: 4,
      applied: 3,
      late: 0,
      duplicate: 1,
      skipped: 0,
    });
  });
});

describe('what an append-only history cannot contain', () => {
  const [row] = TABLE as [Row];
  const after = (JSON.parse(row.message.toString()) as { after: object }).after;
  const other = { ...after, seller_id: 'n', sku: 'other' };

  it.each<[string, (Buffer | null)[], number, string[]]>([
    // what is captured, rows that count, what is told
    ['a row that was added', [row.message], 1, []],
    ['a row that was read again', [cdcMessage({ op: 'r', after })], 1, []],
    ['the tombstone of a key', [null], 0, []],
    [
      'a row that was updated',
      [row.message, cdcMessage({ op: 'u', before: after, after })],
      1,
      ['s k a ledger row was updated'],
    ],
    [
      'a row that was deleted',
      [cdcMessage({ op: 'd', before: after, after: null })],
      0,
      ['s k a ledger row was deleted'],
    ],
    ['a table that was emptied', [cdcMessage({ op: 't' })], 0, ['null null the ledger was truncated']],
    ['what cannot be read', [Buffer.from('{')], 0, ['null null not a JSON object']],
    [
      'a row that was added without a row',
      [cdcMessage({ op: 'c', after: null })],
      0,
      ['null null operation c'],
    ],
    [
      'whatever became of offers that are not looked at',
      [cdcMessage({ op: 'u', before: other, after: other })],
      0,
      [],
    ],
  ])('%s', (_case, messages, read, forbidden) => {
    const history = new CdcHistory((seller_id) => seller_id === 's');
    for (const message of messages) history.add(0, message);
    history.finish();
    expect(history.forbidden.map(({ seller_id, sku, what }) => `${seller_id} ${sku} ${what}`)).toEqual(
      forbidden,
    );
    expect(history.counts().read).toBe(read);
  });
});
