import { createPrivateKey, type JsonWebKey, sign, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyRing } from '@stockproof/evidence';
import { EvidenceKeys } from './evidence-keys.js';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-06-01T00:00:00.000Z');
const EARLIER = '2026-05-01T00:00:00.000Z';

describe('EvidenceKeys', () => {
  let folder: string;
  let now_ms: number;
  beforeEach(async () => {
    now_ms = START_MS;
    folder = await mkdtemp(join(tmpdir(), 'stockproof-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = (days = 0): Promise<EvidenceKeys> => EvidenceKeys.open(folder, { days, now_ms: () => now_ms });
  const periods = (keys: EvidenceKeys) =>
    [...keyRing(keys.jwks())].map(([kid, { valid_from, valid_until }]) => [kid, valid_from, valid_until]);
  const signature = (keys: EvidenceKeys) => sign(null, Buffer.from('record'), keys.signing.key);
  const verifies = (keys: EvidenceKeys, kid: string, signed: Buffer) => {
    const known = keyRing(keys.jwks()).get(kid);
    return known !== undefined && verify(null, Buffer.from('record'), known.key, signed);
  };
  const file = (name: string) => join(folder, name);

  it('creates the first key if there is none, and keeps it', async () => {
    const first = await open();
    now_ms += DAY_MS;
    const again = await open();
    expect(periods(again)).toEqual([['evidence-1', '2026-06-01T00:00:00.000Z', null]]);
    expect([verifies(again, 'evidence-1', signature(first)), again.signing.valid_from]).toEqual([
      true,
      '2026-06-01T00:00:00.000Z',
    ]);
  });

  it('signs with the newest key after a rotation, also after a restart, and keeps the periods of the old ones without their secrets', async () => {
    const keys = await open();
    const old = signature(keys);
    now_ms += DAY_MS;
    expect(await keys.rotate(EARLIER)).toBe('evidence-2');
    now_ms += DAY_MS;
    expect(await keys.rotate(EARLIER)).toBe('evidence-3');
    for (const one of [keys, await open()]) {
      expect(periods(one)).toEqual([
        ['evidence-1', '2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z'],
        ['evidence-2', '2026-06-02T00:00:00.000Z', '2026-06-03T00:00:00.000Z'],
        ['evidence-3', '2026-06-03T00:00:00.000Z', null],
      ]);
      expect([
        verifies(one, 'evidence-1', old),
        verifies(one, 'evidence-3', old),
        verifies(one, 'evidence-3', signature(one)),
      ]).toEqual([true, false, true]);
    }
    expect((await readdir(folder)).sort()).toEqual(['evidence-3.jwk.json', 'public.jwks.json']);
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
    await keys.rotate(earliest);
    expect(periods(keys)[1]).toEqual(['evidence-2', begins, null]);
  });

  it.each([
    [90, 90 * DAY_MS, 'evidence-2'],
    [90, 90 * DAY_MS - 1, 'evidence-1'],
    [0, 9_000 * DAY_MS, 'evidence-1'],
  ])('with %i days, after %i ms, it signs with %s', async (days, passed_ms, signs) => {
    const keys = await open(days);
    now_ms += passed_ms;
    await keys.rotateWhenDue(() => Promise.resolve(EARLIER));
    expect(keys.signing.key_id).toBe(signs);
  });

  it('numbers the tenth key after the ninth', async () => {
    const keys = await open();
    for (let made = 2; made <= 11; made += 1) await keys.rotate(EARLIER);
    expect((await open()).signing.key_id).toBe('evidence-11');
  });

  it('stores secrets readable by their owner only', async () => {
    const keys = await open();
    expect(JSON.stringify(keys.jwks())).not.toContain('"d"');
    expect(await readFile(file('public.jwks.json'), 'utf8')).not.toContain('"d"');
    expect((await stat(file('evidence-1.jwk.json'))).mode & 0o077).toBe(0);
    const own = JSON.parse(await readFile(file('evidence-1.jwk.json'), 'utf8')) as JsonWebKey;
    expect(createPrivateKey({ key: own, format: 'jwk' }).asymmetricKeyType).toBe('ed25519');
  });

  describe('an interrupted rotation', () => {
    it('before the introduction of the new key: the old one continues to sign', async () => {
      await open();
      await writeFile(file('evidence-2.jwk.json.next'), '{"half":');
      const keys = await open();
      expect([keys.signing.key_id, (await readdir(folder)).sort()]).toEqual([
        'evidence-1',
        ['evidence-1.jwk.json', 'public.jwks.json'],
      ]);
      expect(await keys.rotate(EARLIER)).toBe('evidence-2');
    });

    it('after it: the new one signs, and the old one is destroyed', async () => {
      const keys = await open();
      const old = await readFile(file('evidence-1.jwk.json'));
      await keys.rotate(EARLIER);
      await rename(file('evidence-2.jwk.json'), file('evidence-2.jwk.json.next'));
      await writeFile(file('evidence-1.jwk.json'), old);
      expect([(await open()).signing.key_id, (await readdir(folder)).sort()]).toEqual([
        'evidence-2',
        ['evidence-2.jwk.json', 'public.jwks.json'],
      ]);
    });
  });

  it('gives keys without periods a period, by the time of their creation', async () => {
    const keys = await open();
    const first = await readFile(file('evidence-1.jwk.json'));
    await keys.rotate(EARLIER);
    await writeFile(file('evidence-1.jwk.json'), first);
    await utimes(file('evidence-2.jwk.json'), new Date(START_MS + DAY_MS), new Date(START_MS + DAY_MS));
    const bare = (keys.jwks().keys as JsonWebKey[]).map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid }));
    await writeFile(file('public.jwks.json'), JSON.stringify({ keys: bare }));
    expect(periods(await open())).toEqual([
      ['evidence-1', '1970-01-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z'],
      ['evidence-2', '2026-06-02T00:00:00.000Z', null],
    ]);
    expect((await readdir(folder)).sort()).toEqual(['evidence-2.jwk.json', 'public.jwks.json']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the public keys cannot be read', () => writeFile(file('public.jwks.json'), '{')],
    ['the private key is missing', () => rm(file('evidence-1.jwk.json'))],
    [
      'the keys are no chain',
      async () => {
        const { keys } = JSON.parse(await readFile(file('public.jwks.json'), 'utf8')) as { keys: object[] };
        await writeFile(file('public.jwks.json'), JSON.stringify({ keys: [...keys, ...keys] }));
      },
    ],
  ])('does not start if %s', async (_name, harm) => {
    await open();
    await harm();
    await expect(open()).rejects.toThrow();
  });
});
