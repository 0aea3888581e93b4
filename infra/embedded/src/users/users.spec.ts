import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { PartSpec } from '../part.js';
import { chooseUsers, READ_AND_WRITE, refusal } from './choose-users.js';
import { giveTo, handTo } from './hand-over.js';
import { partUsers, requireUnused, USER_PARTS } from './part-users.js';
import { runAs, runJavaAs } from './run-as.js';

/** Only root can become somebody else. */
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stockproof-users-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const { ingestion, recovery } = partUsers('/h', 60_700);

describe('the users of an instance', () => {
  it('are one for each part, with its own group and folder', () => {
    const users = Object.values(partUsers('/h', 60_700));
    expect(users.map(({ uid }) => uid)).toEqual(USER_PARTS.map((_, index) => 60_700 + index));
    expect(users.every(({ uid, gid }) => uid === gid)).toBe(true);
    expect(new Set(users.map(({ folder }) => folder)).size).toBe(USER_PARTS.length);
  });

  it('belong to nobody else of the machine', () => {
    const file = join(home, 'passwd');
    const with_user = (uid: number): string[] => {
      writeFileSync(file, `root:x:0:0::/:/bin/sh\nann:x:${uid}:100::/:/bin/sh\n`);
      return [file, join(home, 'there-is-none')];
    };
    expect(() => requireUnused(60_700, with_user(60_699))).not.toThrow();
    expect(() => requireUnused(60_700, with_user(60_700 + USER_PARTS.length))).not.toThrow();
    expect(() => requireUnused(60_700, with_user(60_705))).toThrow(
      /STOCKPROOF_FIRST_UID is 60700, but 60705 is ann/,
    );
  });

  it('have their own folder for files that programs write by themselves', () => {
    const spec = partOf<PartSpec>({ name: 'x', args: ['main'], env: { A: 'b', TMPDIR: '/tmp' } });
    expect(runAs(spec, null)).toBe(spec);
    expect(runAs(spec, ingestion)).toMatchObject({
      user: { uid: ingestion.uid, gid: ingestion.gid },
      env: { A: 'b', HOME: '/h/tmp/ingestion', TMPDIR: '/h/tmp/ingestion' },
    });
    expect(runJavaAs(spec, ingestion).args).toEqual([
      '-Djava.io.tmpdir=/h/tmp/ingestion',
      '-Duser.home=/h/tmp/ingestion',
      'main',
    ]);
  });
});

asRoot('what root hands on', () => {
  const secret = (): string => join(home, 'folder', 'secret');
  beforeEach(() => {
    chmodSync(home, 0o711);
    mkdirSync(join(home, 'folder'));
    writeFileSync(secret(), 'x', { mode: 0o644 });
  });

  it('is read by one user, and written by none', async () => {
    await handTo(join(home, 'folder'), ingestion);
    expect([modeOf(join(home, 'folder')), modeOf(secret())]).toEqual(['750', '640']);
    expect(refusal(ingestion, [secret()])).toBeNull();
    expect(refusal(ingestion, [secret()], READ_AND_WRITE)).not.toBeNull();
    expect(refusal(recovery, [secret()])).toBe(`${join(home, 'folder')} is closed to other users`);
    await handTo(join(home, 'folder'), null);
    expect(refusal(ingestion, [secret()])).not.toBeNull();
  });

  it('is owned by one user, set once, whatever the owner before', async () => {
    await giveTo(join(home, 'folder'), ingestion);
    expect(refusal(ingestion, [secret()], READ_AND_WRITE)).toBeNull();
    await giveTo(join(home, 'folder'), recovery);
    expect([refusal(recovery, [secret()], READ_AND_WRITE), modeOf(join(home, 'folder'))]).toEqual([
      null,
      '700',
    ]);
    expect(refusal(ingestion, [secret()])).not.toBeNull();
  });

  it('is not searched in a folder that another user writes', async () => {
    await giveTo(join(home, 'folder'), ingestion);
    execFileSync('ln', ['-s', '/etc/passwd', 'link'], { cwd: join(home, 'folder') });
    writeFileSync(join(home, 'folder', 'of-root'), 'x', { mode: 0o600 });
    await giveTo(join(home, 'folder'), ingestion);
    expect(statSync(join(home, 'folder', 'of-root')).uid).toBe(0);
    await giveTo(join(home, 'folder'), recovery);
    expect([statSync('/etc/passwd').uid, readFileSync('/etc/passwd', 'utf8').length > 0]).toEqual([0, true]);
  });
});

asRoot('whether each part can be a user of its own', () => {
  const question = (code: readonly string[], named = {}) => ({ home, users_from: 60_700, code, named });
  beforeEach(() => {
    chmodSync(home, 0o711);
    mkdirSync(join(home, 'tls'), { mode: 0o711 });
    writeFileSync(join(home, 'tls', 'ca.crt'), 'x', { mode: 0o644 });
    mkdirSync(join(home, 'closed', 'below'), { recursive: true });
    writeFileSync(join(home, 'closed', 'below', 'code.jar'), 'x', { mode: 0o644 });
    chmodSync(join(home, 'closed'), 0o700);
  });

  it('is possible if others can read the code, and refused below a closed folder, which is named', () => {
    const code = join(home, 'closed', 'below', 'code.jar');
    expect(chooseUsers(question([code]))).toEqual({
      users: null,
      shared_because: `${join(home, 'closed')} is closed to other users`,
    });
    chmodSync(join(home, 'closed'), 0o711);
    expect(chooseUsers(question([code]))).toEqual({ users: partUsers(home, 60_700), shared_because: null });
  });

  it('is refused if they could not read a file of a setting', () => {
    const file = join(home, 'closed', 'below', 'code.jar');
    expect(() => chooseUsers(question([], { STOCKPROOF_CONTRACT_FILE: file }))).toThrow(
      /^STOCKPROOF_CONTRACT_FILE: .*closed is closed to other users$/,
    );
  });
});
