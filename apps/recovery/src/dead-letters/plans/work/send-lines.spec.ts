import { describe, expect, it } from '@jest/globals';
import { boundOtherwise } from './send-lines.js';

describe('a line of a plan that could not be claimed', () => {
  const own = { event_id: 'e', request_hash: 'h' };
  it.each<[string, Parameters<typeof boundOtherwise>[0], string]>([
    ['was dismissed', 'dismissed', 'dead_letter_closed'],
    ['was sent as another event', { event_id: 'f', request_hash: 'i' }, 'redriven_as_another_event'],
    ['has no approval any more', undefined, 'approval_used'],
    ['is bound to the same event', own, 'approval_used'],
  ])('%s', (_case, bound, code) => expect(boundOtherwise(bound, { request_hash: 'h' }).code).toBe(code));
});
