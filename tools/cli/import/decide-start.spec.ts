import { expect, it } from '@jest/globals';
import { decideStart, type StartFacts } from './decide-start.js';
import type { ImportState } from './import-state.js';

const LEFT: ImportState = {
  ...{ digest: 'd', file_id: 'd', next_line: 7, offset: 90 },
  ...{ report_bytes: 5, failed_bytes: 0, queued: 4, refused: 1 },
};
const NEW = { file_id: 'd', next_line: 2, offset: 20, report_bytes: 0, queued: 0, refused: 0 };
const facts: StartFacts = {
  digest: 'd',
  file_id: null,
  left: null,
  restart: false,
  first: { line: 2, offset: 20 },
};

it.each<[string, Partial<StartFacts>, Partial<ImportState>]>([
  ['at the beginning', {}, NEW],
  ['where it was interrupted', { left: LEFT }, LEFT],
  ['again, if that is asked for', { left: LEFT, restart: true }, NEW],
  ['with the id that is given', { file_id: 'mine' }, { ...NEW, file_id: 'mine', digest: 'd' }],
  [
    'with another content again, if that is asked for',
    { left: LEFT, digest: 'e', restart: true },
    { file_id: 'e', next_line: 2 },
  ],
])('begins %s', (_case, change, state) => expect(decideStart({ ...facts, ...change })).toMatchObject(state));

it.each<[string, Partial<StartFacts>, string]>([
  [
    'the file changed',
    { digest: 'e' },
    'the file changed since its import was interrupted at line 7: the 4 lines',
  ],
  ['the id is another', { file_id: 'mine' }, '--file-id is another'],
])('refuses to go on if %s', (_case, change, said) =>
  expect(() => decideStart({ ...facts, left: LEFT, ...change })).toThrow(said),
);
