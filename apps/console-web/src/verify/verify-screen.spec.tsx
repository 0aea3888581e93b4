/** @jest-environment jsdom */
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { TextDecoder, TextEncoder } from 'node:util';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { CHAIN_START, introduceKey, seal } from '@stockproof/evidence';
import { aContent } from '@stockproof/testing/kit';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { heading, openPage } from '../testing/stage.js';

// jsdom has neither; a browser has both.
beforeAll(() => {
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
  Object.assign(globalThis, { TextDecoder, TextEncoder });
});
afterEach(cleanup);

const pair = generateKeyPairSync('ed25519');
const x = pair.publicKey.export({ format: 'jwk' }).x ?? '';
const JWKS = { keys: introduceKey([], { kid: 'k1', x }, '2026-01-01T00:00:00.000Z', null) };
const RECORD = seal(
  { ...aContent({ finished_at: '2026-06-19T18:00:01.000Z' }), recovery_id: 'rec-1' },
  CHAIN_START,
  {
    key_id: 'k1',
    key: pair.privateKey,
  },
);

/** A file as far as the page reads one: jsdom's has no arrayBuffer. */
function fileOf(name: string, content: unknown): File {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const file = new File([text], name, { type: 'application/json' });
  Object.assign(file, { arrayBuffer: () => Promise.resolve(new TextEncoder().encode(text).buffer) });
  return file;
}

it('verifies files without asking anybody, and names the field that was forged by a second copy', async () => {
  const made = openPage('/verify', {
    '/api/session': { person: null, csrf: null, expires_at: null, environment: 'test' },
  });
  await heading('Verify a file');
  const input = screen.getByLabelText('Drop files here, or choose them');
  const asked = made.length;
  await userEvent.upload(input, fileOf('public.jwks.json', JWKS));
  await screen.findByText('1 keys');
  await userEvent.upload(input, fileOf('forged.json', { ...RECORD, intent: 'another intent' }));
  const result = await screen.findByRole('region', { name: 'rec-1' });
  expect(result.textContent).toContain('first wrong field: not known');
  await userEvent.upload(input, fileOf('copy.json', RECORD));
  expect(await screen.findByText('intent', { selector: 'p code' })).toBeTruthy();
  await userEvent.upload(input, fileOf('broken.json', '{"a":'));
  expect(await screen.findByText(/not read:/)).toBeTruthy();
  expect(made.length).toBe(asked);
});

it('keeps each of the files that are dropped while an earlier one is read', async () => {
  openPage('/verify', {
    '/api/session': { person: null, csrf: null, expires_at: null, environment: 'test' },
  });
  await heading('Verify a file');
  const input = screen.getByLabelText('Drop files here, or choose them');
  for (const file of [fileOf('public.jwks.json', JWKS), fileOf('record.json', RECORD)])
    fireEvent.change(input, { target: { files: [file] } });
  const result = await screen.findByRole('region', { name: 'rec-1' });
  expect(result.textContent).toMatch(/^\W*valid/);
});
