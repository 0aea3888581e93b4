import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { authentic, exchangeKeyOf, macOf, NotAuthenticError } from './authenticate.js';

const folder = mkdtempSync(join(tmpdir(), 'stockproof-exchange-'));
afterAll(() => rmSync(folder, { recursive: true }));

const keyFile = (name: string, jwk: object): string => {
  writeFileSync(join(folder, name), JSON.stringify(jwk));
  return join(folder, name);
};

const key = Buffer.alloc(32, 1);
const text = 'found';
const mac = macOf(key, ['unit', 's', 1], text);

describe('a text of the database', () => {
  it('is taken if its authentication is right', () =>
    expect(authentic(key, ['unit', 's', 1], { text, mac })).toBe(text));

  it.each<[string, Buffer, (string | number)[], { text: string; mac: string }]>([
    ['of another text', key, ['unit', 's', 1], { text: 'founD', mac }],
    ['of another unit', key, ['unit', 's', 2], { text, mac }],
    ['of names that are put together alike', key, ['unit', 's1'], { text, mac }],
    ['by another service', Buffer.alloc(32, 2), ['unit', 's', 1], { text, mac }],
    ['that is cut', key, ['unit', 's', 1], { text, mac: mac.slice(2) }],
    ['that is empty', key, ['unit', 's', 1], { text, mac: '' }],
  ])('is refused with an authentication %s', (_what, by, subject, stored) =>
    expect(() => authentic(by, subject, stored)).toThrow(NotAuthenticError),
  );
});

describe('the key', () => {
  it('is the same for each process with the key of the service', async () => {
    const file = keyFile('a', { d: 'AQ' });
    expect(await exchangeKeyOf(file)).toEqual(await exchangeKeyOf(file));
    expect(await exchangeKeyOf(file)).toHaveLength(32);
    expect(await exchangeKeyOf(file)).not.toEqual(await exchangeKeyOf(keyFile('b', { d: 'Ag' })));
  });

  it('needs a private one', () =>
    expect(exchangeKeyOf(keyFile('public', { x: 'AQ' }))).rejects.toThrow('has no private key'));
});
