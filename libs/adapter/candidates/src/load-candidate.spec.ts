import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CandidateError, listCandidates, loadCandidate } from './index.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'stockproof-candidates-'))));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, code: string): void => writeFileSync(join(folder, `${name}.js`), code);

it('gives what the file says, under the digest of its bytes', async () => {
  write('good', '({ version: 2, apply: (state, change, base) => base })');
  const good = await loadCandidate(folder, 'good');
  expect([good.version, good.apply(1, 2, 3), good.digest.length]).toEqual([2, 3, 64]);
  await expect(loadCandidate(folder, 'good', good.digest)).resolves.toMatchObject({ name: 'good' });
  await expect(loadCandidate(folder, 'good', 'f'.repeat(64))).rejects.toThrow('not the file it was');
  expect(await listCandidates(folder)).toContain('good');
});

it.each([
  ['a clock', '({ version: 2, apply: () => Date.now() })'],
  ['chance', '({ version: 2, apply: () => Math.random() })'],
  ['a module', '({ version: 2, apply: () => require("node:fs") })'],
  ['the process', '({ version: 2, apply: () => process.env })'],
])('knows nothing of %s', async (_what, code) => {
  write('impure', code);
  const { apply } = await loadCandidate(folder, 'impure');
  expect(() => apply()).toThrow();
});

it.each([
  ['no such file', 'nobody', null],
  ['a name that leaves the folder', '../good', null],
  ['no code', 'wrong', 'this is no code'],
  ['no version', 'wrong', '({ apply: () => 1 })'],
  ['the version of the built-in', 'wrong', '({ version: 1, apply: () => 1 })'],
  ['no function', 'wrong', '({ version: 2 })'],
  ['an endless one', 'wrong', 'for (;;);'],
])('refuses %s', async (_what, name, code) => {
  if (code !== null) write(name, code);
  await expect(loadCandidate(folder, name)).rejects.toThrow(CandidateError);
});
