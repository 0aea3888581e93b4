import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { introduceKey, keyRing } from '@stockproof/evidence';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { EvidenceKeys } from './evidence-keys.js';
import { publicKeysOf } from './public-keys.js';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-06-01T00:00:00.000Z');
const EARLIER = '2026-05-01T00:00:00.000Z';
const SECRET = Buffer.alloc(32, 1);

describe('EvidenceKeys', () => {
  let database: TestDatabase;
  let folder: string;
  let now_ms: number;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    now_ms = START_MS;
    folder = await mkdtemp(join(tmpdir(), 'stockproof-keys-'));
  });
  afterEach(async () => {
    await database.pool.query('TRUNCATE evidence_key');
    await rm(folder, { recursive: true });
  });

  const open = (days = 0, secret = SECRET, to = folder): Promise<EvidenceKeys> =>
    EvidenceKeys.open({ records: database.pool, secret, folder: to, days, now_ms: () => now_ms });
  const rotate = (keys: EvidenceKeys, earliest = EARLIER): Promise<string> =>
    inTransaction(database.pool, (db) => keys.rotate(db, () => Promise.resolve(earliest)));
  const signer = (keys: EvidenceKeys) => keys.signer(database.pool);
  const periods = async (keys: Pick<EvidenceKeys, 'jwks'>) =>
    [...keyRing(await keys.jwks())].map(([kid, { valid_from, valid_until }]) => [
      kid,
      valid_from,
      valid_until,
    ]);
  const signature = async (keys: EvidenceKeys) => sign(null, Buffer.from('record'), (await signer(keys)).key);
  const verifies = async (keys: EvidenceKeys, kid: string, signed: Buffer) => {
    const known = keyRing(await keys.jwks()).get(kid);
    return known !== undefined && verify(null, Buffer.from('record'), known.key, signed);
  };
  const file = (name: string) => join(folder, name);
  const copied = async () =>
    (JSON.parse(await readFile(file('public.jwks.json'), 'utf8')) as { keys: object[] }).keys;

  it('creates the first key if there is none, and keeps it', async () => {
    const first = await open();
    now_ms += DAY_MS;
    const again = await open();
    expect(await periods(again)).toEqual([['evidence-1', '2026-06-01T00:00:00.000Z', null]]);
    expect(await verifies(again, 'evidence-1', await signature(first))).toBe(true);
  });

  it('of copies that start together one makes the key, which all sign with, whatever their folders', async () => {
    const started = await Promise.all(
      Array.from({ length: 8 }, (_one, n) => open(0, SECRET, file(`copy-${n}`))),
    );
    const signatures = await Promise.all(started.map(signature));
    const good = await Promise.all(
      started.flatMap((one) => signatures.map((signed) => verifies(one, 'evidence-1', signed))),
    );
    expect(good.every((one) => one)).toBe(true);
    expect(await periods(started[7] ?? (await open()))).toHaveLength(1);
  });

  it('every copy signs with the newest key after a rotation in one, and lists the old ones without their secrets', async () => {
    const [keys, other] = [await open(), await open()];
    const old = await signature(keys);
    now_ms += DAY_MS;
    expect(await rotate(keys)).toBe('evidence-2');
    now_ms += DAY_MS;
    expect(await rotate(other)).toBe('evidence-3');
    for (const one of [keys, other, await open()]) {
      expect(await periods(one)).toEqual([
        ['evidence-1', '2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z'],
        ['evidence-2', '2026-06-02T00:00:00.000Z', '2026-06-03T00:00:00.000Z'],
        ['evidence-3', '2026-06-03T00:00:00.000Z', null],
      ]);
      expect([
        await verifies(one, 'evidence-1', old),
        await verifies(one, 'evidence-3', old),
        await verifies(one, 'evidence-3', await signature(one)),
      ]).toEqual([true, false, true]);
    }
  });

  it('a rotation waits for what is being signed, and comes after it', async () => {
    const [keys, other] = [await open(), await open()];
    const steps: string[] = [];
    const signing = Promise.withResolvers<void>();
    const signed = inTransaction(database.pool, async (db) => {
      steps.push((await keys.signer(db)).key_id);
      signing.resolve();
      // The other one asks for its lock meanwhile.
      await expect(
        inTransaction(database.pool, async (second) => {
          await second.query(`SET LOCAL lock_timeout = '200ms'`);
          await other.rotate(second, () => Promise.resolve(EARLIER));
        }),
      ).rejects.toMatchObject({ code: '55P03' });
      steps.push((await keys.signer(db)).key_id);
    });
    await signing.promise;
    await signed;
    steps.push(await rotate(other));
    expect(steps).toEqual(['evidence-1', 'evidence-1', 'evidence-2']);
  });

  it('a rotation whose transaction is rolled back has not been', async () => {
    const keys = await open();
    await expect(
      inTransaction(database.pool, async (db) => {
        await keys.rotate(db, () => Promise.resolve(EARLIER));
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect((await signer(keys)).key_id).toBe('evidence-1');
    expect(await rotate(keys)).toBe('evidence-2');
  });

  it.each([
    [
      'after the newest record, whose clock was ahead',
      '2026-07-01T00:00:00.000Z',
      START_MS + DAY_MS,
      '2026-07-01T00:00:00.000Z',
    ],
    [
      'not before the key that it follows, however the clock went',
      EARLIER,
      START_MS - DAY_MS,
      '2026-06-01T00:00:00.000Z',
    ],
    ['now', EARLIER, START_MS + DAY_MS, '2026-06-02T00:00:00.000Z'],
  ])('a new key is valid from %s', async (_name, earliest, at_ms, begins) => {
    const keys = await open();
    now_ms = at_ms;
    await rotate(keys, earliest);
    expect((await periods(keys))[1]).toEqual(['evidence-2', begins, null]);
  });

  it.each([
    [90, 90 * DAY_MS, 'evidence-2'],
    [90, 90 * DAY_MS - 1, 'evidence-1'],
    [0, 9_000 * DAY_MS, 'evidence-1'],
  ])('with %i days, after %i ms, it signs with %s', async (days, passed_ms, signs) => {
    const keys = await open(days);
    now_ms += passed_ms;
    await inTransaction(database.pool, (db) => keys.rotateWhenDue(db, () => Promise.resolve(EARLIER)));
    expect((await signer(keys)).key_id).toBe(signs);
  });

  it('numbers the tenth key after the ninth', async () => {
    const keys = await open();
    for (let made = 2; made <= 11; made += 1) await rotate(keys);
    expect((await signer(await open())).key_id).toBe('evidence-11');
  });

  it('has the private half of the newest key only, encrypted, and none in the folder', async () => {
    const keys = await open();
    const before = (await signer(keys)).key;
    await rotate(keys);
    await keys.copyPublic();
    const { rows } = await database.pool.query<{ box: string; entry: string }>(
      'SELECT box, entry FROM evidence_key ORDER BY number',
    );
    const secrets = [before, (await signer(keys)).key].map((key) => String(key.export({ format: 'jwk' }).d));
    expect(secrets.filter((secret) => JSON.stringify(rows).includes(secret))).toEqual([]);
    // Nonce and tag, and nothing between them.
    expect(rows.map(({ box }) => Buffer.from(box, 'base64url').length)).toEqual([28, 71]);
    expect(JSON.stringify(await keys.jwks())).not.toContain('"d"');
    expect([await readdir(folder), (await copied()).length]).toEqual([['public.jwks.json'], 2]);
  });

  it('a process without keys of its own reads the public ones', async () => {
    const reader = publicKeysOf(database.pool, () => Promise.resolve(SECRET));
    await expect(reader.jwks()).rejects.toThrow();
    await rotate(await open());
    expect(await periods(reader)).toHaveLength(2);
  });

  describe('what was written without the key of the service', () => {
    const forged = introduceKey(
      [],
      { kid: 'evidence-1', x: publicOf(generateKeyPairSync('ed25519').publicKey) },
      EARLIER,
      null,
    );
    it.each<[string, string]>([
      [
        'a key of somebody else',
        `UPDATE evidence_key SET entry = '${JSON.stringify(forged[0])}' WHERE number = 1`,
      ],
      [
        'a box of another key',
        `UPDATE evidence_key SET box = (SELECT box FROM evidence_key WHERE number = 1)`,
      ],
      ['a key too few', 'DELETE FROM evidence_key WHERE number = 2'],
      [
        'a changed end',
        `UPDATE evidence_key SET entry = replace(entry, '"stockproof_valid_until":null', '"stockproof_valid_until":"2027-01-01T00:00:00.000Z"') WHERE number = 2`,
      ],
    ])('neither signs nor is shown: %s', async (_what, sql) => {
      const keys = await open();
      await rotate(keys);
      await database.pool.query(sql);
      await expect(signer(keys)).rejects.toThrow();
      await expect(open()).rejects.toThrow();
    });

    it('is not read with another key of the service', async () => {
      await open();
      await expect(open(0, Buffer.alloc(32, 2))).rejects.toThrow(
        'STOCKPROOF_SERVICE_KEY_FILE is another one',
      );
    });
  });

  it('does not start beside a folder with keys that the database does not have', async () => {
    await rotate(await open());
    await (await open()).copyPublic();
    await database.pool.query('TRUNCATE evidence_key');
    await expect(open()).rejects.toThrow('not the newest private one');
    await open(0, SECRET, '');
    await expect(open()).rejects.toThrow('which the database does not have');
  });

  describe('the folder of an earlier version', () => {
    let made: KeyObject;
    /** As it was: the public keys, and the newest private one in a file of its own. */
    beforeEach(async () => {
      const [one, two] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
      made = two.privateKey;
      const first = introduceKey([], { kid: 'evidence-1', x: publicOf(one.publicKey) }, EARLIER, null);
      const next = { kid: 'evidence-2', x: publicOf(two.publicKey) };
      const keys = introduceKey(first, next, '2026-05-02T00:00:00.000Z', one.privateKey);
      await writeFile(file('public.jwks.json'), JSON.stringify({ keys }));
      await writeFile(file('evidence-1.jwk.json'), JSON.stringify(one.privateKey.export({ format: 'jwk' })));
      await writeFile(file('evidence-2.jwk.json'), JSON.stringify(made.export({ format: 'jwk' })));
      await writeFile(file('evidence-3.jwk.json.next'), '{"half":');
    });

    it('is taken into the database once, and its private keys are destroyed', async () => {
      const keys = await open();
      const { key, key_id } = await signer(keys);
      expect([key_id, key.equals(made), await readdir(folder)]).toEqual([
        'evidence-2',
        true,
        ['public.jwks.json'],
      ]);
      expect(await rotate(keys)).toBe('evidence-3');
      expect(await periods(await open())).toHaveLength(3);
    });

    it('gives keys without periods a period, by the time of their creation', async () => {
      await utimes(file('evidence-2.jwk.json'), new Date(START_MS), new Date(START_MS));
      const bare = (await copied()).map((one) => {
        const { kty, crv, x, kid } = one as Record<string, string>;
        return { kty, crv, x, kid };
      });
      await writeFile(file('public.jwks.json'), JSON.stringify({ keys: bare }));
      expect(await periods(await open())).toEqual([
        ['evidence-1', '1970-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'],
        ['evidence-2', '2026-06-01T00:00:00.000Z', null],
      ]);
    });

    it.each<[string, () => Promise<unknown>]>([
      ['its public keys cannot be read', () => writeFile(file('public.jwks.json'), '{')],
      ['its private key is missing', () => rm(file('evidence-2.jwk.json'))],
      [
        'its keys are no chain',
        async () => {
          const keys = await copied();
          await writeFile(file('public.jwks.json'), JSON.stringify({ keys: [...keys, ...keys] }));
        },
      ],
      [
        'its private key is of another key',
        () =>
          writeFile(
            file('evidence-2.jwk.json'),
            JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
          ),
      ],
    ])('prevents the start if %s', async (_name, harm) => {
      await harm();
      await expect(open()).rejects.toThrow();
      expect((await database.pool.query('SELECT 1 FROM evidence_key')).rows).toEqual([]);
    });
  });
});

function publicOf(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x ?? '';
}
