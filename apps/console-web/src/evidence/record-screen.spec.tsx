/** @jest-environment jsdom */
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { TextDecoder, TextEncoder } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CHAIN_START, introduceKey, seal } from '@stockproof/evidence';
import { aContent } from '@stockproof/testing/kit';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aSession, heading, openPage } from '../testing/stage.js';

// jsdom has neither; a browser has both.
beforeAll(() => {
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
  Object.assign(globalThis, { TextDecoder, TextEncoder });
});
afterEach(cleanup);

const ID = 'rec-2026-11-27-0123456789ab';
const pair = generateKeyPairSync('ed25519');
const x = pair.publicKey.export({ format: 'jwk' }).x ?? '';
const JWKS = { keys: introduceKey([], { kid: 'k1', x }, '2026-01-01T00:00:00.000Z', null) };
const RECORD = seal(
  { ...aContent({ finished_at: '2026-06-19T18:00:01.000Z' }), recovery_id: ID },
  CHAIN_START,
  { key_id: 'k1', key: pair.privateKey },
);

/** Opens a record, verifies it in the page, and returns what is said of it. */
async function verified(record: object): Promise<HTMLElement> {
  openPage(`/evidence/${ID}`, {
    '/api/session': aSession('vic', 'viewer'),
    '/api/now': aSnapshot(),
    [`/api/recovery/v1/evidence/${ID}`]: record,
    '/api/recovery/v1/evidence/keys': JWKS,
  });
  await heading('Evidence');
  await userEvent.click(await screen.findByRole('button', { name: 'Verify in this browser' }));
  return screen.findByRole('region', { name: ID });
}

describe('a record, verified in the page', () => {
  it('is valid as it was signed', async () => {
    const result = await verified(RECORD);
    expect(result.textContent).toContain('valid');
    expect(within(result).queryByText('fail')).toBeNull();
  });

  it.each([
    [
      'a sum that does not follow',
      { counts: { ...RECORD.counts, table: { ...RECORD.counts.table, read: -1 } } },
      'counts.table.read',
    ],
    ['another key', { integrity: { ...RECORD.integrity, key_id: 'k9' } }, 'integrity.key_id'],
    [
      'another digest',
      { integrity: { ...RECORD.integrity, content_digest: 'f'.repeat(64) } },
      'integrity.content_digest',
    ],
    ['another verdict', { confidence_status: 'untrusted' }, 'confidence_status'],
  ])('is invalid with %s, and names the wrong field', async (_what, change, field) => {
    const result = await verified({ ...RECORD, ...change });
    expect(result.textContent).toContain('invalid');
    expect(result.textContent).toContain(`first wrong field: ${field}`);
  });
});
