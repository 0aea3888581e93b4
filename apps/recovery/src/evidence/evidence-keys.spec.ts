import { createPrivateKey, createPublicKey, type JsonWebKey, sign, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EvidenceKeys } from './evidence-keys.js';

type Named = JsonWebKey & { readonly kid: string };

const kids = (keys: EvidenceKeys): string[] => (keys.jwks().keys as Named[]).map(({ kid }) => kid);

describe('EvidenceKeys', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stockproof-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const signature = (keys: EvidenceKeys) => sign(null, Buffer.from('record'), keys.signing.key);
  const verifies = (keys: EvidenceKeys, kid: string, signed: Buffer) => {
    const jwk = (keys.jwks().keys as Named[]).find((key) => key.kid === kid) as Named;
    return verify(null, Buffer.from('record'), createPublicKey({ key: jwk, format: 'jwk' }), signed);
  };

  it('makes the first key where there is none, and keeps it', async () => {
    const first = await EvidenceKeys.open(join(folder, 'new'));
    const again = await EvidenceKeys.open(join(folder, 'new'));
    expect([kids(first), kids(again)]).toEqual([['evidence-1'], ['evidence-1']]);
    expect(verifies(again, 'evidence-1', signature(first))).toBe(true);
  });

  it('signs with the newest after a rotation, also when opened again, and still knows the old', async () => {
    const keys = await EvidenceKeys.open(folder);
    const old = signature(keys);
    expect(await keys.rotate()).toBe('evidence-2');
    expect(await keys.rotate()).toBe('evidence-3');
    for (const one of [keys, await EvidenceKeys.open(folder)]) {
      expect([one.signing.key_id, kids(one)]).toEqual(['evidence-3', ['evidence-1', 'evidence-2', 'evidence-3']]);
      expect([verifies(one, 'evidence-1', old), verifies(one, 'evidence-3', old), verifies(one, 'evidence-3', signature(one))]).toEqual([true, false, true]);
    }
  });

  it('counts ten after nine', async () => {
    const keys = await EvidenceKeys.open(folder);
    for (let made = 2; made <= 11; made += 1) await keys.rotate();
    expect((await EvidenceKeys.open(folder)).signing.key_id).toBe('evidence-11');
  });

  it('shows no secret, and keeps it from others', async () => {
    const keys = await EvidenceKeys.open(folder);
    expect(JSON.stringify(keys.jwks())).not.toContain('"d"');
    expect(await readFile(join(folder, 'public.jwks.json'), 'utf8')).not.toContain('"d"');
    expect((await stat(join(folder, 'evidence-1.jwk.json'))).mode & 0o077).toBe(0);
    const own = JSON.parse(await readFile(join(folder, 'evidence-1.jwk.json'), 'utf8')) as Named;
    expect(createPrivateKey({ key: own, format: 'jwk' }).asymmetricKeyType).toBe('ed25519');
  });

  it('does not start without the public keys it can not read', async () => {
    await EvidenceKeys.open(folder);
    await writeFile(join(folder, 'public.jwks.json'), '{');
    await expect(EvidenceKeys.open(folder)).rejects.toThrow();
  });
});
