import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aContent } from '@stockproof/testing';
import { CHAIN_START, introduceKey, type KeyEntry, keyRing, seal, verifyEvidence } from '../index.js';

const AT = ['2026-06-01T00:00:00.000Z', '2026-06-10T00:00:00.000Z', '2026-06-20T00:00:00.000Z'] as const;
const pair = (): { x: string; key: KeyObject } => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { x: publicKey.export({ format: 'jwk' }).x ?? '', key: privateKey };
};
const pairs = [pair(), pair(), pair()] as const;
const ring = (): KeyEntry[] =>
  pairs.reduce<KeyEntry[]>(
    (keys, { x }, n) =>
      introduceKey(keys, { kid: `e-${n + 1}`, x }, AT[n] ?? '', n === 0 ? null : (pairs[n - 1]?.key ?? null)),
    [],
  );
const with_change = (n: number, change: Partial<KeyEntry>): KeyEntry[] =>
  ring().map((one, at) => (at === n ? { ...one, ...change } : one));
const forger = pair();

describe('the chain of keys', () => {
  it('has each key with its period', () => {
    expect(
      [...keyRing({ keys: ring() })].map(([kid, { valid_from, valid_until }]) => [
        kid,
        valid_from,
        valid_until,
      ]),
    ).toEqual([
      ['e-1', AT[0], AT[1]],
      ['e-2', AT[1], AT[2]],
      ['e-3', AT[2], null],
    ]);
  });

  it.each<[string, unknown[], string]>([
    ['without keys', [], 'no keys'],
    [
      'with a key without a period',
      [{ kty: 'OKP', crv: 'Ed25519', x: pairs[0].x, kid: 'e-1' }],
      'no keys with their periods',
    ],
    ['without its first key', ring().slice(1), 'e-2: the key that introduced it is missing'],
    ['without one in the middle', [ring()[0], ring()[2]], 'e-3: it is not introduced by e-1'],
    ['without its newest', ring().slice(0, 2), 'no key signs today'],
    ['with two exchanged', [ring()[0], ring()[2], ring()[1]], 'e-3: it is not introduced by e-1'],
    ['with one twice', [...ring(), ring()[2]], 'e-3: it is there twice'],
    [
      'with another key under a name',
      with_change(2, { x: forger.x }),
      'e-3: its introduction is not signed by e-2',
    ],
    [
      'with a key that a stranger introduced',
      introduceKey(ring(), { kid: 'e-4', x: forger.x }, '2026-07-01T00:00:00.000Z', forger.key),
      'e-4: its introduction is not signed by e-3',
    ],
    [
      'with a key that nobody introduced',
      with_change(1, { stockproof_introduced_by: null }),
      'e-2: it is not introduced by e-1',
    ],
    [
      'with a longer period',
      with_change(0, { stockproof_valid_until: AT[2] }),
      'e-2: its time does not begin where that of e-1 ends',
    ],
    [
      'with another beginning',
      with_change(2, { stockproof_valid_from: AT[1] }),
      'e-3: its time does not begin where',
    ],
    [
      'that goes back in time',
      introduceKey(ring(), { kid: 'e-4', x: forger.x }, AT[0], pairs[2].key),
      'e-4: its time does not begin where',
    ],
  ])('%s is refused', (_name, keys, problem) => expect(() => keyRing({ keys })).toThrow(problem));
});

describe('a record', () => {
  it.each<[string, number, string, RegExp | null]>([
    ['of its key’s first moment', 1, AT[1], null],
    ['of its last', 1, AT[2], null],
    ['of before', 1, '2026-06-09T23:59:59.999Z', /e-2 did not sign at 2026-06-09/],
    ['of after', 1, '2026-06-20T00:00:00.001Z', /e-2 did not sign at 2026-06-20/],
    ['of the newest key, much later', 2, '2036-01-01T00:00:00.000Z', null],
  ])('%s', (_name, n, finished_at, problem) => {
    const record = seal(aContent({ finished_at }), CHAIN_START, {
      key_id: `e-${n + 1}`,
      key: pairs[n]?.key as KeyObject,
    });
    const found = verifyEvidence(record, keyRing({ keys: ring() }));
    if (problem === null) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringMatching(problem)]);
  });

  it('is never earlier than its key: finished before a rotation and sealed after it, it has the time of the rotation', () => {
    const record = seal(aContent({ finished_at: AT[0] }), CHAIN_START, {
      key_id: 'e-2',
      key: pairs[1].key,
      valid_from: AT[1],
    });
    expect([record.finished_at, verifyEvidence(record, keyRing({ keys: ring() }))]).toEqual([AT[1], []]);
  });
});
