import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listCandidates } from './list-candidates.js';

const CODE = `({\n  version: 2,\n  apply: () => null,\n})`;

describe('the candidates of a folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stockproof-candidates-'));
    const files = { 'b.js': CODE, 'a.js': '({', 'c.js': 'null', 'Bad.js': CODE, 'notes.md': '' };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are listed by name with version and digest, and a file that cannot be one with the reason', async () => {
    expect(await listCandidates(folder, 9)).toEqual([
      { name: 'Bad', version: null, digest: null, problem: expect.stringContaining('no name') },
      { name: 'a', version: null, digest: null, problem: expect.stringContaining('no JavaScript') },
      { name: 'b', version: 2, digest: expect.stringMatching(/^[0-9a-f]{64}$/), problem: null },
      { name: 'c', version: null, digest: null, problem: expect.stringContaining('its version') },
    ]);
  });

  it('are so many at most, and none where there is no folder', async () => {
    expect((await listCandidates(folder, 2)).map(({ name }) => name)).toEqual(['Bad', 'a']);
    expect(await listCandidates(join(folder, 'none'), 9)).toEqual([]);
  });
});
