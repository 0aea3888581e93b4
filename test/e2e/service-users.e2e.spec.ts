import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { evidenceKeysDir, keysOf, SIGNERS } from '@stockproof/embedded';
import { runningStack } from '@stockproof/testing';

const stack = runningStack();
const { home, supervisor_pid } = stack;
const parts = Object.entries(stack.parts).filter(([, { user }]) => user !== undefined);
/** Only root gives each part its own user; otherwise the start screen says that the parts share one. */
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

/** The access that a process of this user has to these paths, reported by the process itself. */
const TRY = `
  const fs = require('fs');
  const paths = JSON.parse(fs.readFileSync(0, 'utf8'));
  const can = (path, mode) => { try { fs.accessSync(path, mode); return true } catch { return false } };
  const reads = (path) => { try { fs.closeSync(fs.openSync(path, fs.statSync(path).isDirectory() ? fs.constants.O_DIRECTORY : 'r')); return true } catch { return false } };
  console.log(JSON.stringify({ read: paths.filter(reads), written: paths.filter((path) => can(path, 2)) }));`;

function tried(part: string, paths: readonly string[]): { read: string[]; written: string[] } {
  const user = stack.parts[part]?.user;
  if (user === undefined) throw new Error(`${part} has no user of its own`);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', TRY], {
    ...user,
    cwd: '/',
    env: {},
    encoding: 'utf8',
    input: JSON.stringify(paths),
    maxBuffer: 64 * 1024 * 1024,
  });
  expect([stderr, status]).toEqual(['', 0]);
  return JSON.parse(stdout) as { read: string[]; written: string[] };
}

const statusOf = (pid: number | null): Record<string, string> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .map((line) => line.split(/:\s*/, 2) as [string, string]),
  );

const everything = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) =>
    join(parentPath, name),
  );

/**
 * Files that everybody may read: the authority's certificate, the public keys, and files that only tests
 * have.
 */
const PUBLIC = ['tls/ca.crt', 'keys/jwks.json', 'anchor.jsonl'].map((path) => join(home, path));
const isPublic = (path: string): boolean =>
  PUBLIC.includes(path) || path.startsWith(join(home, 'failpoints'));

/** Folders that a part writes, and folders that it only reads. */
function ownOf(part: string): { readonly writes: string[]; readonly reads: string[] } {
  const tmp = join(home, 'tmp', part);
  switch (part) {
    case 'kafka':
      return { writes: [tmp, join(home, 'kafka', 'log')], reads: [join(home, 'kafka')] };
    case 'connect':
      return { writes: [tmp], reads: [join(home, 'connect')] };
    case 'recovery':
      return {
        writes: [tmp, evidenceKeysDir(home), join(home, 'evidence'), join(home, 'sealed')],
        reads: [keysOf(home, 'recovery')],
      };
    default:
      return { writes: [tmp], reads: [keysOf(home, part as 'ingestion')] };
  }
}

const below = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

asRoot('started by root, each service and server', () => {
  it('has its own user, without root’s rights and without a way to get any', () => {
    const names = Object.keys(stack.parts);
    const statuses = names.map((name) => statusOf(stack.parts[name]?.pid ?? 0));
    const uids = statuses.map((status) => status['Uid']?.split('\t') ?? []);
    expect(uids.map((all) => new Set(all).size)).toEqual(names.map(() => 1));
    expect(new Set(uids.map(([uid]) => uid)).size).toBe(names.length);
    expect(uids.map(([uid]) => uid)).not.toContain('0');
    statuses.forEach((status, index) => {
      const part = [names[index], status['CapEff'], status['CapPrm'], status['CapInh'], status['CapAmb']];
      expect(part).toEqual([names[index], ...Array<string>(4).fill('0000000000000000')]);
      expect([names[index], status['NoNewPrivs'], status['Groups']?.trim()]).toEqual([names[index], '1', '']);
    });
  });

  it('has a user that the instance chose, except PostgreSQL, whose user has a name', () => {
    const all = Object.keys(stack.parts).filter((name) => name !== 'postgres');
    expect(parts.map(([name]) => name).toSorted()).toEqual(all.toSorted());
    expect(all).toEqual(expect.arrayContaining([...SIGNERS, 'identity-provider', 'kafka', 'connect']));
  });

  it.each(parts.map(([name]) => name))('%s reads its own files, and nothing else of the home', (part) => {
    const { reads, writes } = ownOf(part);
    const paths = everything(home);
    const { read, written } = tried(part, paths);
    const shown = (some: string[]): string[] => some.map((path) => relative(home, path));
    expect(shown(read.filter((path) => !isPublic(path) && !below([...reads, ...writes], path)))).toEqual([]);
    expect(shown(written.filter((path) => !isPublic(path) && !below(writes, path)))).toEqual([]);
    expect(written.filter((path) => path === join(home, 'anchor.jsonl')).length).toBe(
      part === 'recovery' ? 1 : 0,
    );
    const own_files = paths.filter((path) => below(reads, path) && isFile(path));
    expect(own_files.length).toBeGreaterThan(0);
    expect(own_files.filter((path) => !read.includes(path)).filter(isFile)).toEqual([]);
  });

  it.each(parts.map(([name]) => name))(
    '%s reads no other part’s environment and memory, and cannot use the supervisor’s socket',
    (part) => {
      const others = [
        supervisor_pid,
        ...Object.entries(stack.parts).flatMap(([name, { pid }]) => (name === part ? [] : [pid])),
      ];
      const { read } = tried(part, [
        ...others.flatMap((pid) => [`/proc/${pid}/environ`, `/proc/${pid}/mem`, `/proc/${pid}/maps`]),
      ]);
      expect(read).toEqual([]);
      expect(tried(part, [stack.control_socket, home]).written).toEqual([]);
      expect(tried(part, [`/proc/${stack.parts[part]?.pid}/environ`]).read).toHaveLength(1);
    },
  );

  it.each(parts.map(([name]) => name))('%s writes no code, no contract and no candidate', (part) => {
    const code = [
      '.',
      'dist',
      'dist/apps/ingestion/src/main.js',
      'node_modules',
      'contracts',
      'projections',
    ].map((path) => resolve(path));
    expect(tried(part, code).written).toEqual([]);
  });
});

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
