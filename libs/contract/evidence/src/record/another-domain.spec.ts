import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../signing/canonical.js';
import { rootOfLeaves } from '../signing/merkle.js';
import { fitRecord } from './fit-record.js';
import { envelopeOf } from './in-toto.js';
import type { FoundDifference, RecordContent } from './record-content.js';
import type { RecordDomain } from './record-domain.js';
import { recordSchema, schemaPart, shapeChecker } from './record-schema.js';
import { renderRecord } from './render-record.js';
import { CHAIN_START, chainEnd, seal } from './seal.js';
import { asFlag, verdictOf } from './verdict.js';
import { verifyRecord, verifyRecordChain } from './verify.js';

/** Meters count up; what a record says of them is known to no other domain. */
interface WrongTotal extends FoundDifference {
  readonly meter: string;
}
interface MeterRecord extends RecordContent<WrongTotal> {
  readonly meters: { readonly read: number; readonly root: string };
  readonly readings: readonly number[];
  readonly opened_by: readonly string[];
}

const { text, count, digest, list, object } = schemaPart;
const METERS: RecordDomain<WrongTotal, MeterRecord> = {
  stream: 'meter',
  streamName: ({ meter }) => ({ meter }),
  streamsOf: ({ meters }) => ({ count: meters.read, merkle_root: meters.root }),
  shapeProblems: shapeChecker(
    recordSchema({
      stream: { meter: text },
      members: {
        meters: object({ read: count, root: digest }),
        readings: list(count),
        opened_by: list(text),
      },
      optional: {},
    }),
  ),
  changeProblems: ({ readings }) => (readings.includes(0) ? ['a reading of nothing'] : []),
  approvalProblems: ({ opened_by }) =>
    new Set(opened_by).size < 2 ? ['a meter was opened by one person'] : [],
  listed: (content, most) => ({ ...content, readings: content.readings.slice(0, most) }),
  report: {
    columns: ['meter'],
    streams: ({ meters }) => [['Meters', `${meters.read}`]],
    others: ({ opened_by }) => [['Opened by', opened_by.join(' and ')]],
  },
};

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const KEY = { key_id: 'k', key: privateKey };
const KEYS = new Map([['k', { key: publicKey, valid_from: '', valid_until: null }]]);
const ONE = '1'.repeat(64);
const LEAVES = ['gas\u001f2', 'water\u001f1'];

function meterRecord(change: Partial<MeterRecord> = {}): MeterRecord {
  const counts = { read: 3, applied: 3, late: 0, duplicate: 0, skipped: 0 };
  const checks = change.checks ?? [
    { name: 'totals', status: 'pass', compared: 2, reason: null, counterexamples: [], failures: 0 },
  ];
  const both = { table: counts, cdc: counts };
  const meters = change.meters ?? { read: 2, root: rootOfLeaves(LEAVES) };
  const facts = { required: ['totals'], checks, counts: both, streams: meters.read };
  return {
    recovery_id: 'rec-1',
    flow: 'meter-totals',
    scope: { meters: ['gas', 'water'] },
    events_processed: 3,
    duplicates_skipped: 0,
    late_events_accepted: 0,
    projection_rows_changed: 0,
    reconciliation: Object.fromEntries(checks.map(({ name, status }) => [name, asFlag(status)])),
    confidence_status: verdictOf(facts, METERS.stream).status,
    published_outputs: [],
    schema_version: 1,
    mode: 'verify',
    projection_function: { name: 'sum', version: 1, digest: null },
    reasons: [],
    checks,
    counts: both,
    contract: { flow: 'meter-totals', version: 1, digest: ONE },
    code_version: '1',
    plan_digest: ONE,
    schema: { versions: [1], fingerprints: [] },
    watermark: { wal_lsn: '0/1', taken_at: '2026-06-19T18:00:00.000Z' },
    history: [],
    state_digests: { before: ONE, after: ONE },
    repairs: { sent: 0, applied: 0, stale: 0, rounds: 0 },
    published_ranges: [],
    owner: 'meters',
    intent: 'a test',
    requested_by: 'ada',
    approved_by: null,
    break_glass: false,
    resumed: 0,
    requested_at: '2026-06-19T18:00:00.000Z',
    finished_at: '2026-06-19T18:00:01.000Z',
    meters,
    readings: [3, 4],
    opened_by: ['ada', 'grace'],
    ...change,
  };
}
const wrong = (meter: string, found = '50'): MeterRecord['checks'] => [
  {
    name: 'totals',
    status: 'fail',
    compared: 2,
    reason: null,
    failures: 1,
    counterexamples: [{ meter, expected: '5', found, first_differing_version: 1 }],
  },
];

describe('a record of another domain', () => {
  const verify = (record: unknown) => verifyRecord(METERS, record, KEYS);
  const first = seal(meterRecord(), CHAIN_START, KEY);
  const second = seal(meterRecord({ recovery_id: 'rec-2' }), chainEnd(first), KEY);

  it('is sealed, verified, and chained like any other', () => {
    expect(verifyRecord(METERS, first, KEYS)).toEqual([]);
    expect(verifyRecordChain([first, second], true, verify)).toEqual([]);
    expect(verifyRecordChain([second, first], true, verify)).not.toEqual([]);
  });

  it.each<[string, Partial<MeterRecord>, string[]]>([
    [
      'a fault that is signed as trusted',
      { checks: wrong('water'), confidence_status: 'trusted' },
      ['it says trusted, its checks say untrusted'],
    ],
    [
      'no meter',
      { meters: { read: 0, root: ONE }, confidence_status: 'trusted' },
      ['it says trusted, its checks say inconclusive'],
    ],
    ['a change that its numbers do not allow', { readings: [0] }, ['a reading of nothing']],
    ['an act of one person', { opened_by: ['ada', 'ada'] }, ['a meter was opened by one person']],
    ['a repair that nobody approved', { mode: 'repair' }, ['nobody approved the repair']],
    [
      'a member that is no meter’s',
      { offers: 1 } as object,
      ['the record must NOT have additional properties'],
    ],
  ])('is refused for %s', (_case, change, problems) =>
    expect(verifyRecord(METERS, seal(meterRecord(change), CHAIN_START, KEY), KEYS)).toEqual(problems),
  );

  it('is cut in the lists of its domain, and keeps the names of its findings', () => {
    const content = meterRecord({ checks: wrong('water', 'x'.repeat(9_000)), readings: [1, 2, 3] });
    const bare = fitRecord(METERS, content);
    const most = Buffer.byteLength(canonicalJson(bare)) - 1;
    const { checks, readings } = fitRecord(
      METERS,
      { ...content, readings: Array<number>(200).fill(7) },
      most + 300,
    );
    expect(checks[0]?.counterexamples).toEqual([
      {
        meter: 'water',
        expected: '5',
        found: expect.stringContaining('(9000 characters)'),
        first_differing_version: 1,
      },
    ]);
    expect(readings.length).toBe(100);
    expect(fitRecord(METERS, content, most).readings.length).toBeLessThan(3);
  });

  it('is reported in its own words', () => {
    const report = renderRecord(METERS, seal(meterRecord({ checks: wrong('wa|ter') }), CHAIN_START, KEY));
    for (const line of [
      '| Meters | 2 |',
      '| Opened by | ada and grace |',
      '| meter | expected | found | first at version |',
      '| wa&#124;ter | 5 | 50 | 1 |',
    ])
      expect(report).toContain(line);
    expect(
      verdictOf({ required: ['totals'], checks: [], counts: first.counts, streams: 0 }, 'meter').reasons,
    ).toContain('no meter is in scope');
  });

  it('is attested with the root of its streams', () => {
    const { payload } = envelopeOf(METERS, first, KEY);
    expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toMatchObject({
      subject: [{ name: 'meter-totals/rec-1', digest: { sha256: rootOfLeaves(LEAVES) } }],
    });
  });
});

describe('the parts that every domain shares', () => {
  const root = join(import.meta.dirname, '..');
  const sources = ['record', 'signing'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => [`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8')] as const),
  );

  it('contain no word of inventory', () => {
    expect(sources.length).toBeGreaterThan(12);
    const words = /sku|seller|offer|stock(?!proof)|inventory|bucket|oversold|redrive/i;
    expect(sources.filter(([, source]) => words.test(source)).map(([file]) => file)).toEqual([]);
  });

  it('import each other, and no domain', () => {
    const imported = sources.flatMap(([file, source]) =>
      [...source.matchAll(/from '([^']+)'/g)].map(([, from]) => `${file}: ${from ?? ''}`),
    );
    const allowed =
      /: (\.\/[\w-]+\.js|\.\.\/signing\/[\w-]+\.js|node:\w+|@stockproof\/bounds|ajv|canonicalize|zod)$/;
    expect(imported.length).toBeGreaterThan(20);
    expect(imported.filter((line) => !allowed.test(line))).toEqual([]);
    expect(imported.filter((line) => line.startsWith('signing/') && line.includes('../'))).toEqual([]);
  });
});
