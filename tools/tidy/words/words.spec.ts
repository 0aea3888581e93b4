import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { bannedOutside } from './outside-names.js';
import { bannedNames, bannedProse } from './words.js';

/** Generated from released schemas, or about the banned words themselves. */
const LEFT_OUT = /\/generated\/|^schemas\/|^docs\/event-catalog\.md$|^tools\/tidy\/words/;
const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path) && !LEFT_OUT.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const sources = files.filter(({ path }) => /\.tsx?$/.test(path));

/** Code that runs. Names in tests belong to what they test; migrations describe earlier databases. */
const running = sources.filter(
  ({ path }) => /^(apps|libs|infra|tools\/cli)\//.test(path) && !/\.spec\.ts$|\/migrations\//.test(path),
);

describe('the words of the glossary', () => {
  it('are used in comments and documents', () => expect(files.flatMap(bannedProse)).toEqual([]));

  it('are used for names', () => expect(sources.flatMap(bannedNames)).toEqual([]));

  it('are used for names visible outside: fields, columns, codes, settings, metrics, failpoints, commands', () =>
    expect(running.flatMap(bannedOutside)).toEqual([]));

  it.each<[string, string, string]>([
    ['a field of an answer', `const A = z.strictObject({ fate: text });`, 'fate (say status, result)'],
    ['a problem code', `new Problem(409, 'letter_closed', '');`, 'letter_closed (say dead_letter)'],
    [
      'a column',
      'const SQL = `SELECT by_subject FROM redrive`;',
      'by_subject (say requested_by, redriven_by)',
    ],
    ['a failpoint', `hitFailpoint('saga.hear');`, 'saga.hear (say emit, publish, apply)'],
    ['a command', `program.command('begin-anew');`, 'begin-anew (say the glossary)'],
    ['a setting', `const s = 'STOCKPROOF_LONGEST_S';`, 'STOCKPROOF_LONGEST_S (say max, required)'],
  ])('%s in a banned word is found', (_where, text, found) =>
    expect(bannedOutside({ path: 'a.ts', text })).toEqual([`a.ts: ${found}`]),
  );

  it.each(['const a = { dead_letter: 1 };', `const a = 'dead-letter.close';`, `'she told them'`])(
    '%s is no banned word',
    (text) => expect(bannedOutside({ path: 'a.ts', text })).toEqual([]),
  );

  it.each<[string, string, string]>([
    ['a block comment over two lines', '/** It can\n * not. */\nexport const a = 1;', 'can not (say cannot)'],
    ['a line comment', '// in silence\nconst a = 1;', 'in silence (say silently)'],
  ])('a banned word in %s is found', (_where, text, found) =>
    expect(bannedProse({ path: 'a.ts', text })).toEqual([`a.ts: ${found}`]),
  );

  it('a banned word in code of a document is not one', () =>
    expect(bannedProse({ path: 'a.md', text: 'run `connector begin-anew`\n\n    say anew\n' })).toEqual([]));

  it.each([
    'const MOST_ROWS = 1;',
    'export function judgeIt() {}',
    'interface Captured {}',
    'const f = (told: 1) => 1;',
  ])('the banned name in %j is found', (text) => expect(bannedNames({ path: 'a.ts', text })).toHaveLength(1));
});
