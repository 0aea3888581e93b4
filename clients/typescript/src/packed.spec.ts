import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

// The package as somebody else has it: packed, unpacked into an empty folder, with nothing of this repository but
// what its package.json names.

const PACKAGE = 'clients/typescript';
const modules = resolve('node_modules');
let folder: string;

const run = (program: string, args: readonly string[], cwd: string): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const readPackage = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockproof-packed-'));
  const copy = join(folder, 'package');
  cpSync(PACKAGE, copy, { recursive: true, filter: (path) => !/(^|\/)(dist|node_modules)$/.test(path) });
  symlinkSync(modules, join(copy, 'node_modules'));
  run('npm', ['run', 'build'], copy);
  const packed = run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], copy);
  const [{ filename = '' } = {}] = JSON.parse(packed) as { filename?: string }[];
  const into = join(folder, 'user', 'node_modules', '@stockproof', 'client');
  mkdirSync(into, { recursive: true });
  run('tar', ['xzf', join(folder, filename), '-C', into, '--strip-components', '1'], folder);
  for (const name of Object.keys(readPackage(join(into, 'package.json')).dependencies)) {
    const link = join(folder, 'user', 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(modules, name), link);
  }
  writeFileSync(join(folder, 'user', 'package.json'), '{"type":"module","private":true}');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = `
  import { connect, UpdateSender, type PostedUpdate } from '@stockproof/client';
  import { openAvailabilityView, type ViewedSku } from '@stockproof/client/availability';
  const fetch = async () => Response.json(
    { queued: 1, refused: 0, results: [{ index: 0, event_id: 'e', status: 202 }] }, { status: 202 });
  const stockproof = connect({ urls: { ingestion: 'http://shop.test' }, token: 'k', fetch });
  const posted: PostedUpdate = await new UpdateSender(stockproof).send({
    event_id: 'e', sku: 'A', seller_id: 's', quantity: 1, operation: 'I', event_time: '2026-06-19T18:00:00Z' });
  const wrong: string | undefined = posted.kind === 'refused' ? posted.problem.code : undefined;
  const view = await openAvailabilityView(
    { brokers: ['127.0.0.1:9'] }, { file: ':memory:' }).catch((error: Error) => error.name);
  export type Said = ViewedSku['kind'];
  console.log(posted.kind, wrong, typeof view);
`;

it('runs, and has types that a strict program compiles with', () => {
  const user = join(folder, 'user');
  writeFileSync(join(user, 'program.ts'), PROGRAM);
  const options = ['--strict', '--exactOptionalPropertyTypes', '--noEmitOnError', '--target', 'es2023'];
  const node = ['--module', 'nodenext', '--types', 'node', '--typeRoots', join(modules, '@types')];
  run(
    process.execPath,
    [join(modules, 'typescript/bin/tsc'), ...options, ...node, '--skipLibCheck', 'program.ts'],
    user,
  );
  expect(run(process.execPath, ['program.js'], user).trim()).toBe('queued undefined string');
});

it('has no specs and no sources in it, and the library that this repository tests', () => {
  const packed = join(folder, 'user/node_modules/@stockproof/client');
  const listed = run('find', ['.', '-type', 'f'], packed).split('\n');
  expect(listed.filter((name) => /spec|testing|\/src\//.test(name))).toEqual([]);
  expect(existsSync(join(packed, 'README.md'))).toBe(true);
  const { dependencies } = readPackage(`${PACKAGE}/package.json`);
  const installed = readPackage('package.json').devDependencies;
  expect(dependencies).toEqual({ '@platformatic/kafka': installed['@platformatic/kafka'] });
});
