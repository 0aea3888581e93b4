import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { caFile, certificateFile, ensureTls, privateKeyOf, serverSubject } from './ensure-tls.js';

const DAY_MS = 86_400_000;
const SUBJECT = serverSubject('broker', '127.0.0.1', 'kafka');

describe('certificates of an instance', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'tls-'));
  });
  afterEach(() => {
    jest.useRealTimers();
    rmSync(home, { recursive: true, force: true });
  });

  const ensure = async (subject = SUBJECT): Promise<X509Certificate> =>
    new X509Certificate((await ensureTls(home, { kafka: subject })).kafka.certificate);
  const inDays = (days: number): void =>
    void jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'],
      now: Date.now() + days * DAY_MS,
    });
  const mode = (file: string): number => statSync(file).mode & 0o777;

  it('are issued by its own authority, name their hosts and are valid for a year', async () => {
    const made = await ensure();
    const authority = new X509Certificate(readFileSync(caFile(home)));
    expect([authority.ca, made.ca, made.verify(authority.publicKey), made.subject]).toEqual([
      true,
      false,
      true,
      'CN=broker',
    ]);
    expect(['127.0.0.1', '::1'].map((address) => made.checkIP(address))).toEqual(['127.0.0.1', '::1']);
    expect(['localhost', 'kafka', 'elsewhere'].map((name) => made.checkHost(name))).toEqual([
      'localhost',
      'kafka',
      undefined,
    ]);
    const days = (made.validToDate.getTime() - Date.now()) / DAY_MS;
    expect(Math.round(days)).toBe(397);
  });

  it('have keys that only their owner can read', async () => {
    await ensure();
    expect([
      mode(join(home, 'tls')),
      mode(privateKeyOf(home, 'ca')),
      mode(privateKeyOf(home, 'kafka')),
    ]).toEqual([0o700, 0o600, 0o600]);
  });

  it('are kept while they are valid', async () => {
    expect((await ensure()).serialNumber).toBe((await ensure()).serialNumber);
  });

  it.each<[string, () => void | Promise<unknown>]>([
    ['they run out within 60 days', () => inDays(340)],
    ['their authority runs out', () => inDays(3_300)],
    [
      'the key is another',
      () => writeFileSync(privateKeyOf(home, 'kafka'), readFileSync(privateKeyOf(home, 'ca'))),
    ],
    ['the authority is another', () => rmSync(privateKeyOf(home, 'ca'))],
    ['the file is none', () => writeFileSync(certificateFile(home, 'kafka'), 'none')],
  ])('are issued again if %s', async (_why, happens) => {
    const before = await ensure();
    await happens();
    const after = await ensure();
    expect(after.serialNumber).not.toBe(before.serialNumber);
    expect(after.verify(new X509Certificate(readFileSync(caFile(home))).publicKey)).toBe(true);
  });

  it('are issued again for another host, by the same authority', async () => {
    await ensure();
    const authority = readFileSync(caFile(home), 'utf8');
    expect((await ensure(serverSubject('broker', 'stock.example'))).checkHost('stock.example')).toBe(
      'stock.example',
    );
    expect(readFileSync(caFile(home), 'utf8')).toBe(authority);
  });
});
