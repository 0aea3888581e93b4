import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { askControl, serveControl } from './control.js';
import { readInstance } from '../instance/instance.js';

describe('the control socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'control-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is usable by this user alone, and passes commands on', async () => {
    const asked: string[] = [];
    const socket = join(folder, 'run', 'control.sock');
    const server = await serveControl(socket, async (part, action) => {
      if (part === 'nobody') throw new Error('there is no part nobody');
      asked.push(`${action} ${part}`);
    });
    try {
      expect([statSync(join(folder, 'run')).mode & 0o777, statSync(socket).mode & 0o777]).toEqual([
        0o700, 0o600,
      ]);
      await askControl(socket, 'kafka', 'kill');
      await expect(askControl(socket, 'nobody', 'stop')).rejects.toThrow('there is no part nobody');
      expect(asked).toEqual(['kill kafka']);
    } finally {
      server.close();
    }
  });

  it.each<[string, (path: string) => void]>([
    [
      'a folder that others may enter',
      (path) => {
        mkdirSync(path);
        chmodSync(path, 0o711);
      },
    ],
    [
      'a link to a folder of somebody’s',
      (path) => symlinkSync(mkdtempSync(join(folder, 'elsewhere-')), path),
    ],
  ])('is not put into %s', async (what, make) => {
    const path = join(folder, what.split(' ')[1] ?? '');
    make(path);
    await expect(serveControl(join(path, 'control.sock'), () => Promise.resolve())).rejects.toThrow(
      /not a folder of this user alone/,
    );
  });

  it.each<[string, RegExp]>([
    ['/srv/shop', /^\/srv\/shop\/run\/control\.sock$/],
    [`/${'long/'.repeat(20)}`, new RegExp(`^${tmpdir()}/stockproof-[^/]+/stockproof-[0-9a-f]{12}\\.sock$`)],
  ])('of %s has a path that is short enough for a socket', (STOCKPROOF_HOME, path) => {
    const { control_socket } = readInstance({ STOCKPROOF_HOME });
    expect(control_socket).toMatch(path);
    expect(Buffer.byteLength(control_socket)).toBeLessThanOrEqual(100);
  });
});
