import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CHAIN_START,
  chainEnd,
  type Evidence,
  introduceKey,
  type KeyEntry,
  redriveDigest,
  type RedriveReport,
  seal,
  verifyChain,
} from '@stockproof/evidence';
import { aContent } from '@stockproof/testing';
import { readKeys, readRecords } from '../cli/evidence/read-records.js';

// Without Python or its one package only one verifier can run. Then the tests are reported as skipped, not as
// passed.
const python = spawnSync('python3', ['-c', 'import cryptography']).status === 0;
const both = python ? it : it.skip;

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = { key_id: 'k1', key: privateKey };
const stranger = generateKeyPairSync('ed25519');
const UNTIL = '2026-12-01T00:00:00.000Z';
const xOf = (one: KeyObject): string => one.export({ format: 'jwk' }).x ?? '';
const RING = introduceKey(
  introduceKey([], { kid: 'k1', x: xOf(publicKey) }, '2026-01-01T00:00:00.000Z', null),
  { kid: 'k2', x: xOf(generateKeyPairSync('ed25519').publicKey) },
  UNTIL,
  privateKey,
);
const first = seal(aContent({ recovery_id: 'rec-1' }), CHAIN_START, key);
const second = seal(aContent({ recovery_id: 'rec-2' }), chainEnd(first), key);
const text = JSON.stringify(first);
const edited = (change: (record: Record<string, unknown>) => void): string => {
  const record = JSON.parse(text) as Record<string, unknown>;
  change(record);
  return JSON.stringify(record);
};
const resealed = (change: Partial<Evidence>): string =>
  JSON.stringify(seal({ ...aContent({}), ...change }, CHAIN_START, key));

const SEGMENT = {
  topic: 't',
  partition: 0,
  from_offset: 0,
  to_offset: 9,
  manifest_digest: 'a'.repeat(64),
};

const redrive = (change: object = {}): object => {
  const named = { letter: 'updates/3/7', payload_digest: 'a'.repeat(64), seller_id: 'ann', event_id: 'e' };
  return {
    redrive_id: 'red-1',
    stage: 'after',
    ...named,
    digest: redriveDigest(named),
    reason: 'why',
    requested_by: 'ada',
    approved_by: 'grace',
    ...change,
  };
};
const redriven = (change: object = {}): string => resealed({ redrive: redrive(change) as RedriveReport });

const FILES: readonly (readonly [string, string, boolean])[] = [
  ['as it was written', text, true],
  ['pretty', JSON.stringify(first, null, 2), true],
  ['with escaped letters', text.replace('ä', '\\u00e4'), true],
  ['members in another order', JSON.stringify(Object.fromEntries(Object.entries(first).reverse())), true],
  ['a number as 3.0', text.replace('"events_processed":3', '"events_processed":3.0'), true],
  ['a chain', JSON.stringify([first, second]), true],
  ['a chain, one a line', `${text}\n${JSON.stringify(second)}\n`, true],
  ['a chain from the service', JSON.stringify({ items: [first, second] }), true],
  ['a chain reordered', JSON.stringify([second, first]), false],
  ['a chain with the same twice', JSON.stringify([first, first]), false],
  ['an empty chain', '[]', false],
  ['a changed number', text.replace('"events_processed":3', '"events_processed":4'), false],
  ['a changed text', edited((record) => (record['owner'] = 'x')), false],
  ['a changed letter', text.replace('ä', 'a'), false],
  ['a composed letter', text.replace('ä', 'a\u0308'), false],
  ['a member more', edited((record) => (record['note'] = 1)), false],
  ['a member less', edited((record) => delete record['intent']), false],
  ['no integrity', edited((record) => delete record['integrity']), false],
  [
    'a member more in the seal',
    edited((record) => ((record['integrity'] as Record<string, unknown>)['x'] = 1)),
    false,
  ],
  [
    'another sequence',
    edited((record) => ((record['integrity'] as Record<string, unknown>)['sequence'] = 9)),
    false,
  ],
  [
    'another key',
    edited((record) => ((record['integrity'] as Record<string, unknown>)['key_id'] = 'k2')),
    false,
  ],
  [
    'a signature with padding',
    edited(
      (record) =>
        ((record['integrity'] as Record<string, unknown>)['signature'] = `${first.integrity.signature}==`),
    ),
    false,
  ],
  [
    'a signature cut short',
    edited(
      (record) =>
        ((record['integrity'] as Record<string, unknown>)['signature'] = first.integrity.signature.slice(
          0,
          80,
        )),
    ),
    false,
  ],
  ['a key twice with one value', text.replace('"owner":"o"', '"owner":"o","owner":"o"'), true],
  ['a key twice with two values', text.replace('"owner":"o"', '"owner":"x","owner":"o"'), false],
  ['cut off', text.slice(0, -20), false],
  ['empty', '', false],
  ['null', 'null', false],
  ['a number that is none', text.replace('"events_processed":3', '"events_processed":NaN'), false],
  ['a repair that another approved', resealed({ mode: 'repair', approved_by: 'grace' }), true],
  [
    'a repair by a broken glass',
    resealed({ mode: 'repair', approved_by: 'ada', break_glass: true, break_glass_reason: 'night' }),
    true,
  ],
  ['a record of sealed segments', resealed({ sealed_segments: [SEGMENT] }), true],
  ['a record of both histories', resealed({ history_read_from: 'both', sealed_segments: [SEGMENT] }), true],
  [
    'a signed record of a third history',
    resealed({ history_read_from: 'tape' as string } as Partial<Evidence>),
    false,
  ],
  [
    'a signed record of a segment without its manifest',
    resealed({ sealed_segments: [{ ...SEGMENT, manifest_digest: '' }] }),
    false,
  ],
  ['a signed record of no segments', resealed({ sealed_segments: [] }), false],
  ['a signed repair that its requester approved', resealed({ mode: 'repair', approved_by: 'ada' }), false],
  ['a signed repair that nobody approved', resealed({ mode: 'repair', approved_by: null }), false],
  [
    'a signed promotion that its requester approved',
    resealed({ mode: 'promote', approved_by: 'ada' }),
    false,
  ],
  ['a redrive of two persons', redriven(), true],
  ['a signed redrive of one person', redriven({ approved_by: 'ada' }), false],
  ['a signed redrive of another event than was approved', redriven({ event_id: 'f' }), false],
  ['a signed redrive that tells more', redriven({ note: 'x' }), false],
  ['a signed lie about the verdict', resealed({ confidence_status: 'untrusted' }), false],
  [
    'a signed record without events',
    resealed({
      counts: {
        table: { read: 0, applied: 0, late: 0, duplicate: 0, skipped: 0 },
        cdc: { read: 0, applied: 0, late: 0, duplicate: 0, skipped: 0 },
      },
    }),
    false,
  ],
  [
    'a signed record whose counts do not add up',
    resealed({
      counts: {
        table: { read: 9, applied: 2, late: 1, duplicate: 0, skipped: 0 },
        cdc: { read: 3, applied: 2, late: 1, duplicate: 0, skipped: 0 },
      },
    }),
    false,
  ],
];

const [k1, k2] = RING as [KeyEntry, KeyEntry];
const KEYS: readonly (readonly [string, unknown, boolean])[] = [
  ['as they are', { keys: [k1, k2] }, true],
  ['without the first', { keys: [k2] }, false],
  ['without the newest', { keys: [k1] }, false],
  ['none', { keys: [] }, false],
  ['the newest alone, as if it were the first', { keys: [{ ...k2, stockproof_introduced_by: null }] }, false],
  [
    'with another period of the first',
    {
      keys: [
        { ...k1, stockproof_valid_until: '2027-01-01T00:00:00.000Z' },
        { ...k2, stockproof_valid_from: '2027-01-01T00:00:00.000Z' },
      ],
    },
    false,
  ],
  [
    'whose first ended before the record',
    {
      keys: introduceKey(
        [{ ...k1, stockproof_valid_until: null }],
        k2,
        '2020-01-01T00:00:00.000Z',
        privateKey,
      ),
    },
    false,
  ],
  [
    'introduced by a stranger',
    { keys: introduceKey([{ ...k1, stockproof_valid_until: null }], k2, UNTIL, stranger.privateKey) },
    false,
  ],
  ['without periods', { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] }, false],
];

describe('two independent verifiers', () => {
  let folder = '';
  let keys = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockproof-evidence-'));
    keys = join(folder, 'keys.json');
    writeFileSync(keys, JSON.stringify({ keys: RING }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  both.each(FILES)('agree about a file: %s', (_name, content, good) => {
    const file = join(folder, 'record.json');
    writeFileSync(file, content);
    const { status, stderr } = theirs(file, keys);
    expect([ours(file, keys), status, stderr.includes('Traceback')]).toEqual([good, good ? 0 : 2, false]);
  });

  both.each(KEYS)('agree about keys: %s', (_name, ring, good) => {
    const [file, other] = [join(folder, 'good.json'), join(folder, 'other-keys.json')];
    writeFileSync(file, text);
    writeFileSync(other, JSON.stringify(ring));
    const { status, stderr } = theirs(file, other);
    expect([ours(file, other), status, stderr.includes('Traceback')]).toEqual([good, good ? 0 : 2, false]);
  });
});

function theirs(file: string, keys: string): { readonly status: number | null; readonly stderr: string } {
  return spawnSync('python3', ['tools/verify-evidence/verify_evidence.py', file, keys], { encoding: 'utf8' });
}

function ours(file: string, keys: string): boolean {
  try {
    return verifyChain(readRecords(file), readKeys(keys), false).length === 0;
  } catch {
    return false;
  }
}
