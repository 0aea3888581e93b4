import { generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Checkpoint, leafText, makeCheckpoint } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { aPool } from '@stockproof/testing/kit';
import { AnchorCheckpoints } from './anchor-checkpoints.js';

const signing = { key_id: 'k', key: generateKeyPairSync('ed25519').privateKey };
const TERM = { epoch: 1 };
const head = { seller_id: 's', sku: 'a', version: 1, chain_digest: '1'.repeat(64) };
const ALL = Array.from({ length: 1_300 }).reduce<Checkpoint[]>(
  (all) => [
    ...all,
    makeCheckpoint(all.at(-1) ?? null, [leafText(head)], '2026-06-01T00:00:00.000Z', signing),
  ],
  [],
);

describe('the anchor of checkpoints', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stockproof-anchor-'));
    file = join(folder, 'anchor.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A database with these checkpoints. */
  const holding = (checkpoints: readonly Checkpoint[]): Queryable =>
    aPool(({ values: [after, limit] }: { values: [number, number] }) =>
      Promise.resolve({ rows: checkpoints.filter(({ sequence }) => sequence > after).slice(0, limit) }),
    );
  const kept = async () =>
    (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Checkpoint).sequence);

  it('has each checkpoint once, in order, whoever writes it and however many there are', async () => {
    const anchor = new AnchorCheckpoints(file);
    await anchor.follow(holding([]), TERM);
    await anchor.follow(holding(ALL.slice(0, 2)), TERM);
    await anchor.follow(holding(ALL.slice(0, 2)), TERM);
    await new AnchorCheckpoints(file).follow(holding(ALL), TERM);
    expect(await kept()).toEqual(ALL.map(({ sequence }) => sequence));
  });

  it('has each checkpoint once also if another process led in between', async () => {
    const [one, other] = [new AnchorCheckpoints(file), new AnchorCheckpoints(file)];
    await one.follow(holding(ALL.slice(0, 2)), { epoch: 1 });
    await other.follow(holding(ALL.slice(0, 4)), { epoch: 2 });
    await one.follow(holding(ALL.slice(0, 5)), { epoch: 3 });
    expect(await kept()).toEqual([1, 2, 3, 4, 5]);
  });

  it('continues after a line that a crash cut short', async () => {
    await new AnchorCheckpoints(file).follow(holding(ALL.slice(0, 1)), TERM);
    await appendFile(file, '{"sequence":2,"heads"');
    await new AnchorCheckpoints(file).follow(holding(ALL.slice(0, 2)), TERM);
    expect((await readFile(file, 'utf8')).split('\n').map((line) => line.slice(0, 12))).toEqual([
      '{"heads":1,"',
      '{"sequence":',
      '{"heads":1,"',
      '',
    ]);
  });

  it.each<[string, readonly Checkpoint[], string]>([
    ['lost what was anchored', ALL.slice(0, 1), 'which the database lost'],
    ['is empty', [], 'which the database lost'],
    [
      'has another one in its place',
      [
        ALL[0] as Checkpoint,
        makeCheckpoint(
          ALL[0] ?? null,
          [leafText({ ...head, version: 2 })],
          '2026-06-01T00:00:00.000Z',
          signing,
        ),
      ],
      'which the database has otherwise',
    ],
  ])('reports that the database %s, and appends nothing', async (_name, found, problem) => {
    await new AnchorCheckpoints(file).follow(holding(ALL.slice(0, 2)), TERM);
    for (let turn = 0; turn < 2; turn += 1)
      await expect(new AnchorCheckpoints(file).follow(holding(found), TERM)).rejects.toThrow(problem);
    expect(await kept()).toEqual([1, 2]);
  });

  it('is not guessed if it cannot be read', async () => {
    await writeFile(file, 'something else\n');
    await expect(new AnchorCheckpoints(file).follow(holding(ALL), TERM)).rejects.toThrow();
    expect(await readFile(file, 'utf8')).toBe('something else\n');
  });
});
