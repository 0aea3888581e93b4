import { describe, expect, it } from '@jest/globals';
import {
  type DraftedLine,
  findChanged,
  redrivePlanDigest,
  type PresentState,
  refuseTwins,
  type SentAs,
} from './plan-line.js';

const EVENT: SentAs = { seller_id: 'ann', event_id: 'e-1', sku: 's', value: '{"a":1}', request_hash: 'h1' };
const line = (
  offset: number,
  sent_as: SentAs | null = { ...EVENT, event_id: `e-${offset}` },
): DraftedLine => ({
  place: { topic: 't', partition: 1, offset },
  attempts_before: 0,
  sent_as,
  refusal: sent_as === null ? { code: 'not_json', detail: 'no' } : null,
});
const SET = [line(1), line(2), line(3, null)];

describe('two dead letters of a plan', () => {
  it.each<[string, SentAs, string | null]>([
    ['that become two events', { ...EVENT, event_id: 'e-2', request_hash: 'h2' }, null],
    ['that are the same event', EVENT, null],
    ['with one id and other content', { ...EVENT, request_hash: 'h2' }, 'event_id_taken'],
    ['with one id, of two sellers', { ...EVENT, seller_id: 'bob', request_hash: 'h2' }, null],
  ])('%s', (_case, second, code) => {
    const [first, last] = refuseTwins([line(1, EVENT), line(2, second)]);
    expect([first?.refusal, last?.refusal?.code ?? null, last?.sent_as === null]).toEqual([
      null,
      code,
      code !== null,
    ]);
  });
});

describe('the digest of a plan', () => {
  it.each<[string, readonly DraftedLine[], boolean]>([
    ['of the same set', [line(1), line(2), line(3, null)], true],
    ['of one dead letter less', [line(1), line(2)], false],
    ['of one more', [...SET, line(4)], false],
    ['in another order', [line(2), line(1), line(3, null)], false],
    [
      'with another value',
      [line(1), line(2, { ...EVENT, event_id: 'e-2', value: '{"a":2}' }), line(3, null)],
      false,
    ],
    ['with another event', [line(1), line(2, EVENT), line(3, null)], false],
    ['where one more is refused', [line(1), line(2, null), line(3, null)], false],
  ])('%s', (_case, lines, same) => expect(redrivePlanDigest(lines) === redrivePlanDigest(SET)).toBe(same));
});

describe('a dead letter of a plan changed', () => {
  const OPEN: PresentState = { closed_as: null, attempts: 0 };
  it.each<[string, PresentState | undefined, string | null]>([
    ['not', OPEN, null],
    ['because it was redriven', { closed_as: 'redriven', attempts: 1 }, 't/1/2 was redriven meanwhile'],
    ['because it was dismissed', { closed_as: 'dismissed', attempts: null }, 't/1/2 was dismissed meanwhile'],
    [
      'because its dismissal is on its way',
      { closed_as: null, attempts: null },
      't/1/2 was dismissed meanwhile',
    ],
    ['because it was sent', { closed_as: null, attempts: 1 }, 't/1/2 was sent or released meanwhile'],
    ['because it is gone', undefined, 't/1/2 is not in the quarantine any more'],
  ])('%s', (_case, second, found) =>
    expect(findChanged(SET, ({ offset }) => (offset === 2 ? second : OPEN))).toBe(found),
  );
});
