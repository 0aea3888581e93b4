import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@stockproof/testing';
import { residentBytes } from './confined-process.js';
import { launchers } from './launchers.js';

const USER = { uid: 60_790, gid: 60_790 };
const root = process.getuid?.() === 0;
const as = root ? USER : {};

let home: string;
let neighbour: ChildProcess;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'stockproof-alone-'));
  chmodSync(home, 0o711);
  mkdirSync(join(home, 'own'), { mode: 0o700 });
  writeFileSync(join(home, 'own', 'key'), 'secret', { mode: 0o600 });
  for (const path of ['own', 'own/key']) if (root) chownSync(join(home, path), USER.uid, USER.gid);
  neighbour = spawn('sleep', ['600'], { ...as, env: { SECRET: 'secret' }, stdio: 'ignore' });
});
afterAll(() => {
  neighbour.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

/** What a shell finds that got out of everything that Node keeps it from. */
function shell(before: readonly string[], script: string): string {
  const [command = '', ...args] = [...before, '/bin/sh', '-c', script];
  const { stdout } = spawnSync(command, args, { ...as, env: {}, cwd: '/', encoding: 'utf8' });
  return stdout.trim();
}

/**
 * As it is where the system lets a user make a namespace; elsewhere the next one is taken, and the log says
 * so.
 */
const alone = launchers(false, '/').find((one) => one.alone);
const possible =
  alone !== undefined &&
  shell(
    alone.before.map((word) => (word === '/' ? '/mnt' : word)),
    'echo yes',
  ) === 'yes';

(possible ? describe : describe.skip)('next to a service that is not root, a process', () => {
  const before = (): readonly string[] => launchers(false, home).find((one) => one.alone)?.before ?? [];

  it('under the same user could read the service’s keys and environment; here it has another user', () => {
    const key = join(home, 'own', 'key');
    expect(shell([], `cat ${key}`)).toBe('secret');
    expect(shell([], `cat /proc/${neighbour.pid}/environ`)).toContain('SECRET=secret');
  });

  it('has no file of the instance, and no way back to them', () => {
    const key = join(home, 'own', 'key');
    expect(
      shell(before(), `cat ${key}; umount ${home}; cat ${key}; mount -t tmpfs none /mnt && echo mounted`),
    ).toBe('');
    expect(shell(before(), `echo x > ${home}/written; ls -A ${home}`)).toBe('');
  });

  it('sees no other process, and has no network and no rights', () => {
    expect(shell(before(), `cat /proc/${neighbour.pid}/environ; kill -0 ${neighbour.pid} && echo seen`)).toBe(
      '',
    );
    expect(shell(before(), `ls /proc | grep -c '^[0-9]'`)).toMatch(/^[1-4]$/);
    expect(shell(before(), 'tail -n +3 /proc/net/dev | cut -d: -f1').trim()).toBe('lo');
    expect(shell(before(), 'grep -E "^Cap(Eff|Prm|Bnd)|^NoNew" /proc/self/status | tr -d "\\t 0"')).toBe(
      'CapPrm:\nCapEff:\nCapBnd:\nNoNewPrivs:1',
    );
  });

  it('is measured together with its launcher, and ends with it', async () => {
    const [command = '', ...args] = [
      ...before(),
      process.execPath,
      '-e',
      'const all = Buffer.alloc(100_000_000, 1); process.stdout.write("1"); setTimeout(() => all, 60_000);',
    ];
    const child = spawn(command, args, { ...as, env: {}, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    expect(residentBytes(child.pid)).toBeGreaterThan(100_000_000);
    const said = once(child.stdout, 'close');
    child.kill('SIGKILL');
    await said;
  });

  it('ends with its service, however that ends', async () => {
    const words = JSON.stringify([...before(), '/bin/sh', '-c', 'while :; do :; done']);
    const service = spawn(
      process.execPath,
      [
        '-e',
        `const [a, ...b] = ${words}; console.info(require('child_process').spawn(a, b, { env: {}, cwd: '/' }).pid)`,
      ],
      { ...as, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const [said] = (await once(service.stdout, 'data')) as [Buffer];
    const first = Number(said);
    const inner = await eventually(() => {
      const [child] = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8')
        .split(' ')
        .filter(Boolean);
      if (child === undefined) throw new Error('it has not begun');
      return Promise.resolve(Number(child));
    });
    service.kill('SIGKILL');
    try {
      await eventually(async () =>
        expect([first, inner].filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]),
      );
    } finally {
      if (existsSync(`/proc/${first}`)) process.kill(first, 'SIGKILL');
    }
  });
});
