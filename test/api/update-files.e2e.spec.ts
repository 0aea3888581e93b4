import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  eventually,
  goodRows,
  outcomesOf,
  reportFaults,
  runImport,
  runningStack,
  type Seller,
  seller,
  writeFaultyFile,
} from '@stockproof/testing';

/** More than two requests of the command line. */
const ROWS = 12_000;
const GOOD = goodRows(ROWS);

describe('a file with faults', () => {
  const stack = runningStack();
  let folder: string;
  let path: string;
  let prefix: string;
  let ann: Seller;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stockproof-files-'));
    path = join(folder, 'stock.csv');
    ann = await seller(stack);
    prefix = `file-${ann.seller_id.slice(-8)}`;
    await writeFaultyFile(path, ROWS, prefix);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const credential = () => ({ url: stack.urls.ingestion, token: ann.api_key });
  const settled = () =>
    eventually(
      async () =>
        expect(await outcomesOf(stack, ann.seller_id)).toEqual({ rows: GOOD, ids: GOOD, refused: 0 }),
      60_000,
    );

  it('is imported once, although the command was killed and run again', async () => {
    const killed = await runImport(path, { ...credential(), kill_at_line: 3_000 });
    expect(killed.code).toBeNull();
    const done = await runImport(path, credential());
    expect([done.code, done.stderr]).toEqual([2, '']);
    expect(JSON.parse(done.stdout)).toMatchObject({ queued: GOOD, refused: ROWS - GOOD });
    expect(await reportFaults(`${path}.report.ndjson`, ROWS, prefix)).toEqual([]);
    await settled();
  }, 120_000);

  it('does no harm a second time, over HTTP in one request', async () => {
    const { file_id } = JSON.parse((await runImport(path, credential())).stdout) as { file_id: string };
    const answer = await fetch(`${stack.urls.ingestion}/v1/inventory-update-files?file_id=${file_id}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.api_key}`, 'content-type': 'text/csv' },
      body: readFileSync(path),
    });
    const lines = (await answer.text()).trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      ...{ done: true, next_line: ROWS + 2, queued: GOOD, refused: ROWS - GOOD },
    });
    expect(lines.length).toBe(ROWS + 1);
    await settled();
  }, 120_000);

  it('gives a file of what failed, which is a file to import: nothing in it is taken as it is', async () => {
    const failed = join(folder, 'failed.csv');
    renameSync(`${path}.failed.csv`, failed);
    const again = await runImport(failed, credential());
    expect([again.code, JSON.parse(again.stdout)]).toEqual([
      2,
      expect.objectContaining({ queued: 0, refused: ROWS - GOOD }),
    ]);
    await settled();
  }, 60_000);
});
