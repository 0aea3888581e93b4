import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { bannedNames, bannedProse } from './words.js';

/** Generated from released schemas, or about the words themselves. */
const LEFT_OUT = /\/generated\/|^schemas\/|^docs\/event-catalog\.md$|^tools\/tidy\/words/;
const files = execFileSync('git', ['ls-files', '*.ts', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path) && !LEFT_OUT.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const sources = files.filter(({ path }) => path.endsWith('.ts'));

describe('the words of the glossary', () => {
  it('are used in comments and documents', () => expect(files.flatMap(bannedProse)).toEqual([]));

  it('are used for names', () => expect(sources.flatMap(bannedNames)).toEqual([]));

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
