import { describe, expect, it } from '@jest/globals';
import { Problem } from '@stockproof/http';
import { pageToken, OFFER_PLACE, offerPlace } from './offer-place.js';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const AT = '2026-06-19T18:23:11.123Z';

describe('the end of a page of offers', () => {
  it.each([
    ['ann', 's'],
    ['a/n', '💡?&='],
    ['🧦'.repeat(64), '🧦'.repeat(64)],
  ])('%s %s is found again', (seller_id, sku) => {
    const place = { verified_at: new Date(AT), seller_id, sku };
    expect(pageToken(place)).toMatch(new RegExp(OFFER_PLACE.pattern));
    expect(offerPlace(pageToken(place))).toEqual(place);
  });

  it.each<[string, unknown]>([
    ['absent', undefined],
    ['empty', ''],
    ['no JSON', 'abc'],
    ['another thing', encoded({ sku: 's' })],
    ['a part less', encoded([AT, 'ann'])],
    ['no time', encoded(['yesterday', 'ann', 's'])],
    ['a name that nobody has', encoded([AT, 'ann', 'a\u0000'])],
    ['twice in the query', ['a', 'b']],
  ])('%s is a bad request', (_what, value) => expect(() => offerPlace(value)).toThrow(Problem));
});
