import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fileCycle, folderCycles } from './folder-cycles.js';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('/generated/') && existsSync(path));
const within = (root: string) => tracked.filter((path) => path.startsWith(`${root}/`));
const apps = [...new Set(within('apps').map((path) => path.split('/')[1] ?? ''))].sort();
const sourcesOf = (app: string) => within(`apps/${app}/src`);
const libs = [...new Set(within('libs').map((path) => path.replace(/\/src\/.*/, '/src')))].sort();

const cyclesOf = (root: string): string[] =>
  folderCycles(
    within(root).map((path) => ({ path, text: readFileSync(path, 'utf8') })),
    root,
  );

describe('the folders of a project', () => {
  it.each([
    ...apps.map((app) => `apps/${app}/src`),
    ...libs,
    'infra/embedded/src',
    'clients/typescript/src',
    'examples/stock-badge/src',
    'bench/src',
    'test',
    'tools',
  ])('import each other in one direction: %s', (root) => {
    expect(within(root)).not.toEqual([]);
    expect(cyclesOf(root)).toEqual([]);
  });
});

describe('the files of a project', () => {
  it.each(['apps', 'libs', 'infra', 'clients', 'examples', 'tools', 'bench'])(
    'import each other without cycles: %s',
    (root) => {
      const files = within(root).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
      expect(fileCycle(files)).toBeNull();
    },
  );

  it('form a cycle that is named', () => {
    const file = (path: string, text: string) => ({ path, text });
    const [a, b] = [file('x/a.ts', `import './b.js';`), file('x/b.ts', `import type { A } from './a.js';`)];
    expect(fileCycle([a, b])).toBe('x/a.ts -> x/b.ts -> x/a.ts');
    expect(fileCycle([a])).toBeNull();
  });
});

describe('the folders of an app', () => {
  it.each(apps)('are each named in its README: %s', (app) => {
    const readme = readFileSync(`apps/${app}/README.md`, 'utf8');
    const folders = sourcesOf(app)
      .map((path) =>
        path
          .split('/')
          .slice(3, -1)
          .filter((part) => part !== 'sql')
          .join('/'),
      )
      .filter((folder) => folder !== '');
    const unnamed = [...new Set(folders)].filter((folder) => !readme.includes(`\`${folder}/`));
    expect(unnamed).toEqual([]);
  });
});

describe('a cycle of folders', () => {
  const file = (path: string, ...imports: string[]) => ({
    path: `app/src/${path}`,
    text: imports.map((name) => `import type { X } from '${name}';`).join('\n'),
  });

  it.each<[string, ReturnType<typeof file>[], unknown[]]>([
    ['one way', [file('a/x.ts', '../b/y.js'), file('b/y.ts')], []],
    [
      'both ways, by a type',
      [file('a/x.ts', '../b/y.js'), file('b/y.ts', '../a/z.js')],
      [
        'app/src: a -> b (app/src/a/x.ts imports app/src/b/y.ts), b -> a (app/src/b/y.ts imports app/src/a/z.ts)',
      ],
    ],
    [
      'around three',
      [file('a/x.ts', '../b/y.js'), file('b/y.ts', '../c/z.js'), file('c/z.ts', '../a/x.js')],
      [expect.stringMatching(/^app\/src: a -> b .*, b -> c .*, c -> a /)],
    ],
    [
      'below a folder',
      [file('f/a/x.ts', '../b/y.js'), file('f/b/y.ts', '../a/z.js')],
      [expect.stringMatching(/^app\/src\/f: a -> b/)],
    ],
    [
      'through what is below',
      [file('a/deep/x.ts', '../../b/y.js'), file('b/y.ts', '../a/z.js')],
      [expect.stringMatching(/^app\/src: a -> b/)],
    ],
    [
      'through a file above',
      [file('a/x.ts', '../top.js'), file('top.ts', './a/z.js')],
      [expect.stringMatching(/^app\/src: a -> top\.ts/)],
    ],
    [
      'a file above that imports nothing',
      [file('a/x.ts', '../tokens.js'), file('start.ts', './a/x.js'), file('tokens.ts')],
      [],
    ],
    ['a folder and its statements', [file('a/x.ts', './sql/y.js'), file('a/sql/y.ts', '../z.js')], []],
    ['a spec that sets its stage', [file('a/x.ts', '../b/y.js'), file('b/y.spec.ts', '../a/z.js')], []],
  ])('is found: %s', (_case, files, cycles) => expect(folderCycles(files, 'app/src')).toEqual(cycles));
});
