import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type Checkpoint, makeCheckpoint, verifyCheckpoints } from '../index.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const FROM = '2026-06-01T00:00:00.000Z';
const keys = new Map([['k', { key: publicKey, valid_from: FROM, valid_until: '2026-06-02T00:00:00.000Z' }]]);
const signing = { key_id: 'k', key: privateKey, valid_from: FROM };
const leaves = ['gas\u001f1'];
const taken = (...times: readonly string[]): Checkpoint[] =>
  times.reduce<Checkpoint[]>(
    (all, at) => [...all, makeCheckpoint(all.at(-1) ?? null, leaves, at, signing)],
    [],
  );
const ALL = taken('2026-06-01T01:00:00.000Z', '2026-06-01T02:00:00.000Z', '2026-06-01T03:00:00.000Z');

describe('checkpoints', () => {
  it.each<[string, unknown[], string | null]>([
    ['as they were taken', ALL, null],
    ['from a later one on', ALL.slice(1), null],
    ['none', [], null],
    ['one is missing', [ALL[0], ALL[2]], 'checkpoint 3 does not follow 1'],
    ['two are exchanged', [ALL[1], ALL[0]], 'checkpoint 1 does not follow 2'],
    ['one is of fewer heads', [{ ...ALL[0], heads: 2 }, ...ALL.slice(1)], 'checkpoint 1 is not signed'],
    ['one is no checkpoint', [ALL[0], { ...ALL[1], note: 'x' }], 'line 2 is no checkpoint'],
    [
      'one was taken when its key signed no more',
      taken('2026-06-02T00:00:00.001Z'),
      'checkpoint 1 is not signed by a key of its time',
    ],
    [
      'one is signed by another',
      taken(FROM).map((one) => ({ ...one, key_id: 'other' })),
      'checkpoint 1 is not signed',
    ],
  ])('%s', (_name, checkpoints, problem) => {
    const found = verifyCheckpoints(checkpoints, keys);
    if (problem === null) expect(found).toEqual([]);
    else expect(found[0]).toContain(problem);
  });

  it('are never earlier than the one before, or than their key', () => {
    expect(
      taken('2026-05-01T00:00:00.000Z', '2026-06-01T02:00:00.000Z', '2026-06-01T01:00:00.000Z').map(
        ({ taken_at }) => taken_at,
      ),
    ).toEqual([FROM, '2026-06-01T02:00:00.000Z', '2026-06-01T02:00:00.000Z']);
  });
});
