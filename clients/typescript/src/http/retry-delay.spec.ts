import { expect, it } from '@jest/globals';
import { type FailedAttempt, retryDelay } from './retry-delay.js';

const policy = { first_ms: 100, most_ms: 1_000, give_up_after_ms: 10_000 };
const failed: FailedAttempt = {
  status: 503,
  retry_after: null,
  attempt: 1,
  elapsed_ms: 0,
  now_ms: Date.parse('2026-06-19T18:00:00Z'),
  random: 0.5,
};

it.each<[string, Partial<FailedAttempt>, number | null]>([
  ['no answer', { status: null }, 50],
  ['503', {}, 50],
  ['a later attempt', { attempt: 3 }, 200],
  ['the longest wait', { attempt: 30 }, 500],
  ['without jitter', { random: 0 }, 0],
  ['Retry-After in seconds', { retry_after: '2' }, 2_050],
  ['Retry-After as a date', { retry_after: 'Fri, 19 Jun 2026 18:00:03 GMT' }, 3_050],
  ['Retry-After that is past', { retry_after: 'Fri, 19 Jun 2026 17:00:00 GMT' }, 50],
  ['Retry-After that is neither', { retry_after: 'soon' }, 50],
  ['429 with Retry-After', { status: 429, retry_after: '1' }, 1_050],
  ['429 without: a limit that stays', { status: 429 }, null],
  ['400', { status: 400 }, null],
  ['409', { status: 409 }, null],
  ['500', { status: 500 }, null],
  ['the time is up', { elapsed_ms: 9_990 }, null],
  ['the server asks for more time than there is', { retry_after: '11' }, null],
])('%s', (_case, more, delay_ms) => expect(retryDelay({ ...failed, ...more }, policy)).toBe(delay_ms));
