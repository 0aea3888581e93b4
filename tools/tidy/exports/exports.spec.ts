import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { deadExports } from './dead-exports.js';
import { exportedNames } from './exported-names.js';
import { twinExports } from './twin-exports.js';

const { paths: aliases } = (
  JSON.parse(readFileSync('tsconfig.base.json', 'utf8')) as {
    compilerOptions: { paths: Record<string, string[]> };
  }
).compilerOptions;

const namesOf = (files: Readonly<Record<string, string>>) =>
  exportedNames(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    { '@x/lib': ['./libs/l/index.ts'] },
  );

const declared = () => ({
  'libs/l/a.ts': 'export const it = 1;',
  'libs/l/index.ts': `export { it } from './a.js';`,
});

describe('the exports of apps and libs', () => {
  const tracked = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && !path.includes('/generated/') && existsSync(path));
  const names = exportedNames(
    tracked.map((path) => ({ path, text: readFileSync(path, 'utf8') })),
    aliases,
  );

  it('are each used by something that is shipped', () => {
    expect(names.length).toBeGreaterThan(1_500);
    expect(deadExports(names)).toEqual([]);
  });

  it('have a name of their own', () => {
    expect(twinExports(names)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'two libraries name a type alike',
      { 'libs/l/a.ts': 'export type It = 1;', 'libs/m/b.ts': 'export interface It {}' },
      ['It: libs/l/a.ts, libs/m/b.ts'],
    ],
    [
      'an app and a library name a function alike',
      { 'apps/a/b.ts': 'export function it() {}', 'libs/m/b.ts': 'export const it = 1;' },
      ['it: apps/a/b.ts, libs/m/b.ts'],
    ],
    ['one is only handed on', declared(), []],
    [
      'each app starts',
      { 'apps/a/start.ts': 'export function it() {}', 'apps/b/start.ts': 'export const it = 1;' },
      [],
    ],
    ['a test has it too', { 'libs/l/a.ts': 'export const it = 1;', 'test/a.ts': 'export const it = 1;' }, []],
  ])('are found where %s', (_what, files, twins) => expect(twinExports(namesOf(files))).toEqual(twins));

  const dead = /nothing that is shipped uses it/;
  const alone = /nobody imports it/;
  it.each<[string, Record<string, string>, RegExp | null]>([
    ['nobody names', declared(), dead],
    ['only a spec imports', { ...declared(), 'libs/l/a.spec.ts': `import { it } from './a.js';` }, dead],
    ['only test support imports', { ...declared(), 'test/a.ts': `import { it } from '@x/lib';` }, dead],
    ['an app imports by the alias', { ...declared(), 'apps/a/b.ts': `import { it } from '@x/lib';` }, null],
    [
      'an app imports under another name',
      { ...declared(), 'apps/a/b.ts': `import { it as its } from '@x/lib';` },
      null,
    ],
    ['an app imports whole', { ...declared(), 'apps/a/b.ts': `import * as all from '@x/lib';` }, null],
    ['an app imports while it runs', { ...declared(), 'apps/a/b.ts': `await import('@x/lib');` }, null],
    [
      'an app imports through a star',
      {
        'libs/l/a.ts': 'export const it = 1;',
        'libs/l/index.ts': `export * from './a.js';`,
        'apps/a/b.ts': `import { it } from '@x/lib';`,
      },
      null,
    ],
    ['its own file uses and nobody imports', { 'libs/l/a.ts': 'export const it = 1; f(it);' }, alone],
    [
      'its own file uses and a spec imports',
      { 'libs/l/a.ts': 'export const it = 1; f(it);', 'libs/l/a.spec.ts': `import { it } from './a.js';` },
      null,
    ],
    [
      'is a type that its own file uses',
      { 'libs/l/a.ts': 'export interface it {} function f(a: it) {}' },
      null,
    ],
    ['is a type that nobody uses', { 'libs/l/a.ts': 'export interface it {}' }, dead],
    [
      'is in test support and a test imports',
      { 'test/a.ts': 'export const it = 1;', 'test/b.ts': `import { it } from './a.js';` },
      null,
    ],
  ])('a name that %s', (_what, files, fault) => {
    const found = deadExports(namesOf(files));
    if (fault === null) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringMatching(fault)]);
  });
});
