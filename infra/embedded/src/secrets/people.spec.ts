import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ensureKeys, jwksFile, privateKeyFile, SIGNERS } from './keys.js';
import {
  accountsFile,
  ensurePeople,
  issuerKeysFile,
  peopleFile,
  readPeople,
  rotateIssuerKey,
} from './people.js';

const home = mkdtempSync(join(tmpdir(), 'stockproof-people-'));
afterAll(() => rmSync(home, { recursive: true }));

const modeOf = (file: string): number => statSync(file).mode & 0o777;
const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

describe('set-up creates', () => {
  it('people whose passwords are generated once and readable by their owner alone; the provider has hashes', async () => {
    await ensurePeople(home);
    const made = await readPeople(home);
    expect(made.map(({ name }) => name)).toEqual(['ada', 'grace', 'rosa', 'iris', 'orders', 'sam', 'tess']);
    expect(new Set(made.map(({ password }) => password)).size).toBe(7);
    await ensurePeople(home);
    expect(await readPeople(home)).toEqual(made);
    for (const file of [peopleFile(home), accountsFile(home), issuerKeysFile(home)])
      expect([file, modeOf(file)]).toEqual([file, 0o600]);
    const accounts = readFileSync(accountsFile(home), 'utf8');
    expect(made.filter(({ password }) => accounts.includes(password))).toEqual([]);
  });

  it('another signing key on request, and keeps only the former one published', async () => {
    const kids = (): string[] =>
      read<{ keys: { kid: string }[] }>(issuerKeysFile(home)).keys.map(({ kid }) => kid);
    const [first] = kids();
    const second = await rotateIssuerKey(home);
    expect(kids()).toEqual([second, first]);
    const third = await rotateIssuerKey(home);
    expect(kids()).toEqual([third, second]);
    await ensurePeople(home);
    expect(kids()).toEqual([third, second]);
  });

  it('a key for each service, and removes one with which an earlier version signed for operators', async () => {
    const old = join(home, 'keys', 'operators.jwk.json');
    mkdirSync(dirname(old), { recursive: true });
    writeFileSync(old, '{}');
    const kept = { kid: 'ingestion-7', stockproof_principal: 'service:ingestion' };
    writeFileSync(
      jwksFile(home),
      JSON.stringify({ keys: [{ kid: 'operators', stockproof_principal: 'operator' }, kept] }),
    );
    await ensureKeys(home);
    const { keys } = read<{ keys: { stockproof_principal: string }[] }>(jwksFile(home));
    expect(keys[0]).toEqual(kept);
    expect(keys.map(({ stockproof_principal }) => stockproof_principal).sort()).toEqual(
      SIGNERS.map((name) => `service:${name}`).sort(),
    );
    expect([existsSync(old), modeOf(privateKeyFile(home, 'recovery'))]).toEqual([false, 0o600]);
    const before = readFileSync(jwksFile(home), 'utf8');
    await ensureKeys(home);
    expect(readFileSync(jwksFile(home), 'utf8')).toBe(before);
  });
});
