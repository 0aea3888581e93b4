import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { canonicalJson } from '@stockproof/evidence';
import { type Review, signReview } from './sign-review.js';

it('a review is signed completely with the key of evidence', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const review: Review = {
    recovery_id: 'rec-1',
    requested_by: 'ada',
    broken_by: ['rosa'],
    reviewed_by: 'grace',
    reviewed_at: '2026-07-01T00:00:00.000Z',
    verdict: 'justified',
    note: 'n',
  };
  const { signature, ...signed } = signReview(review, { key_id: 'evidence-1', key: privateKey });
  expect(signed).toEqual({ ...review, key_id: 'evidence-1' });
  const proves = (content: object): boolean =>
    verify(
      null,
      Buffer.from(`stockproof.break-glass-review.v1\n${canonicalJson(content)}`),
      publicKey,
      Buffer.from(signature, 'base64url'),
    );
  expect([
    proves(signed),
    proves({ ...signed, verdict: 'not_justified' }),
    proves({ ...signed, reviewed_by: 'rosa' }),
  ]).toEqual([true, false, false]);
});
