import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { excess, faults, type SourceFile } from './rules.js';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter((path) => path !== '' && existsSync(path));
const sources: SourceFile[] = tracked
  .filter((path) => path.endsWith('.ts') && !path.includes('/generated/'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const ratchet = JSON.parse(readFileSync('tools/tidy/ratchet.json', 'utf8')) as Record<string, number>;

describe('the style guide', () => {
  it('is kept by every file', () => {
    expect(sources.flatMap((file) => faults(file).map((fault) => `${file.path}: ${fault}`))).toEqual([]);
  });

  it('is a ratchet for width and length: no file gets worse, and what got better is written down', () => {
    const now = Object.fromEntries(sources.map((file) => [file.path, excess(file)] as const).filter(([, count]) => count > 0));
    const worse = Object.entries(now).filter(([path, count]) => count > (ratchet[path] ?? 0));
    expect(worse).toEqual([]);
    const gone = Object.keys(ratchet).filter((path) => now[path] === undefined);
    expect(gone).toEqual([]);
  });

  it.each<[string, SourceFile, RegExp]>([
    ['a note to oneself', { path: 'a.ts', text: `// ${'TO' + 'DO'} later` }, /note to oneself/],
    ['two statements', { path: 'x/sql/a.ts', text: 'const SQL = ``;\nconst OTHER_SQL = ``;' }, /one SQL statement/],
    ['a name that says nothing', { path: 'libs/x/src/utils.ts', text: '' }, /says nothing/],
    ['a default export', { path: 'a.ts', text: 'export default 1;' }, /default export/],
    ['console.log in a service', { path: 'apps/x/src/a.ts', text: 'console.log(1)' }, /logger/],
  ])('finds %s', (_name, file, fault) => expect(faults(file).join()).toMatch(fault));
});

describe('the repository', () => {
  it('has a README and tags for every project', () => {
    const projects = tracked.filter((path) => /^(apps|libs|infra)\/.*project\.json$/.test(path));
    expect(projects.length).toBeGreaterThan(15);
    for (const path of projects) {
      expect([path, existsSync(join(dirname(path), 'README.md'))]).toEqual([path, true]);
      const { tags } = JSON.parse(readFileSync(path, 'utf8')) as { tags: string[] };
      expect(tags).toEqual([expect.stringMatching(/^scope:/), expect.stringMatching(/^type:/)]);
    }
  });

  it('names no address that packages came from in its lock file', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved"/);
  });

  it('links to files that exist', () => {
    const broken = tracked.filter((path) => path.endsWith('.md')).flatMap((path) => {
      const links = [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? '');
      return links.filter((link) => !existsSync(join(dirname(path), link))).map((link) => `${path}: ${link}`);
    });
    expect(broken).toEqual([]);
  });
});
