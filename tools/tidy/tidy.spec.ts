import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FAILPOINTS } from '@stockproof/failpoints';
import { faults, MAX_LINES, type SourceFile } from './rules.js';
import { unguardedWrites, writingFunctions } from './unguarded-writes.js';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));
const sources: SourceFile[] = tracked
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('/generated/'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

describe('the style guide', () => {
  it('is followed by every file', () => {
    expect(sources.flatMap((file) => faults(file).map((fault) => `${file.path}: ${fault}`))).toEqual([]);
  });

  it.each<[string, SourceFile, RegExp]>([
    ['a note to oneself', { path: 'a.ts', text: `// ${'TO' + 'DO'} later` }, /note to oneself/],
    ['a file of sql/ without a statement', { path: 'x/sql/a.ts', text: '' }, /without a statement/],
    [
      'a statement without a name among others',
      { path: 'x/sql/a.ts', text: `const SQL = '';\nconst OTHER_SQL = '';\nname: 'a'` },
      /no name of their own/,
    ],
    [
      'two statements under one query name',
      { path: 'x/sql/a.ts', text: `const A_SQL = '';\nconst B_SQL = '';\nname: 'a'\nname: 'a'` },
      /no name of their own/,
    ],
    ['a name that says nothing', { path: 'libs/x/src/utils.ts', text: '' }, /says nothing/],
    ['a default export', { path: 'a.ts', text: 'export default 1;' }, /default export/],
    ['a file that nobody reads in one go', { path: 'a.ts', text: '\n'.repeat(MAX_LINES + 1) }, /split it/],
    ['console.log in a service', { path: 'apps/x/src/a.ts', text: 'console.log(1)' }, /logger/],
  ])('finds %s', (_name, file, fault) => expect(faults(file).join()).toMatch(fault));
});

describe('writes', () => {
  const writing = writingFunctions(sources);

  it('of services cross a failpoint each, and every failpoint is crossed', () => {
    expect(writing.size).toBeGreaterThan(40);
    expect(sources.flatMap((file) => unguardedWrites(file, writing))).toEqual([]);
    const code = sources
      .filter(({ path }) => /^(apps|libs\/adapter\/postgres)\//.test(path))
      .map(({ text }) => text)
      .join('\n');
    expect(Object.keys(FAILPOINTS).filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['in a transaction without a name', 'inTransaction(pool, work)', /without a name/],
    ['of messages', 'await this.producer.send(topic, [])', /a message/],
    ['of rows, on a pool', 'await markPublished(pool, 1)', /markPublished writes/],
    ['of files', `await rename('a', 'b')`, /a file/],
    ['of files, whole', `await replaceFile('a', 'b')`, /a file/],
  ])('%s are found if they cross none', (_name, text, fault) => {
    expect(unguardedWrites({ path: 'apps/x/src/a.ts', text }, writing).join()).toMatch(fault);
    expect(
      unguardedWrites(
        { path: 'apps/x/src/a.ts', text: `withFailpoint('saga.apply-outcomes', async () => { ${text} })` },
        writing,
      ).filter((one) => !/without a name/.test(one)),
    ).toEqual([]);
  });

  it('are functions that reach a statement which changes rows, next to reads in the same file', () => {
    const text = [
      'const READ_SQL = `SELECT 1`;',
      'const WRITE_SQL = `DELETE FROM a`;',
      'export async function readIt() { READ_SQL; }',
      'export async function writeIt() { send(); }',
      'function send() { WRITE_SQL; }',
    ].join('\n');
    expect([...writingFunctions([{ path: 'x/sql/a.ts', text }])]).toEqual(['writeIt']);
  });

  it('in a caller’s transaction are the caller’s', () => {
    expect(unguardedWrites({ path: 'apps/x/src/a.ts', text: 'await markPublished(db, 1)' }, writing)).toEqual(
      [],
    );
  });
});

describe('the repository', () => {
  it('has a README and tags for every project', () => {
    const projects = tracked.filter((path) =>
      /^(apps|libs|infra|clients|examples)\/.*project\.json$/.test(path),
    );
    expect(projects.length).toBeGreaterThan(15);
    for (const path of projects) {
      expect([path, existsSync(join(dirname(path), 'README.md'))]).toEqual([path, true]);
      const { tags } = JSON.parse(readFileSync(path, 'utf8')) as { tags: string[] };
      expect(tags).toEqual([expect.stringMatching(/^scope:/), expect.stringMatching(/^type:/)]);
    }
  });

  it('has no package addresses in its lock file', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved"/);
  });

  it('links to files that exist', () => {
    const broken = tracked
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) => {
        const links = [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
          ([, link]) => link ?? '',
        );
        return links
          .filter((link) => !existsSync(join(dirname(path), link)))
          .map((link) => `${path}: ${link}`);
      });
    expect(broken).toEqual([]);
  });
});
