import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { openPartLog } from './part-log.js';

it('appends the output of a part', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-log-'));
  for (const line of ['one\n', 'two\n']) {
    const log = openPartLog(join(folder, 'part.log'));
    log.end(line);
    await once(log, 'finish');
  }
  expect(readFileSync(join(folder, 'part.log'), 'utf8')).toBe('one\ntwo\n');
  rmSync(folder, { recursive: true });
});

// Found by the torture run: a full disk ended the supervisor, and with it everything it would have started again.
it('drops output if there is no space, and continues', async () => {
  const full = '/dev/full';
  const log = openPartLog(existsSync(full) ? full : '/nowhere/part.log');
  for (let line = 0; line < 100; line += 1) log.write('no room for this\n');
  log.end();
  await once(log, 'finish');
  expect(log.errored).toBeNull();
});
