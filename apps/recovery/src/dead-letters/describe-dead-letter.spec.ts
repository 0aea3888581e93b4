import { describe, expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { partOf } from '@stockproof/testing/kit';
import { describeDeadLetter, payloadViewOf } from './describe-dead-letter.js';
import type { PayloadView } from './mask-payload.js';
import type { WholeDeadLetter } from './sql/dead-letters.js';

const operator = (...roles: string[]): Principal => ({ kind: 'operator', name: 'o', roles });

it.each<[string, Principal, PayloadView, PayloadView]>([
  ['who only views, as the setting says', operator('viewer'), 'masked', 'masked'],
  ['who only views, if nothing is shown', operator('viewer'), 'none', 'none'],
  ['who asks for redrives', operator('viewer', 'requester'), 'none', 'full'],
  ['who approves them', operator('approver'), 'masked', 'full'],
  ['who may break the glass', operator('break-glass'), 'masked', 'full'],
  ['a service', { kind: 'service', name: 's' }, 'masked', 'masked'],
])('is shown of the bytes: %s', (_who, principal, of_viewers, view) =>
  expect(payloadViewOf(principal, of_viewers)).toBe(view),
);

describe('a dead letter', () => {
  const found = partOf<WholeDeadLetter>({
    message_key: Buffer.from('s'),
    message_value: Buffer.from('{"sku":"s-1"}'),
    message_headers: { signature: 'abc' },
    quarantined_at: new Date(0),
    closed_at: null,
    closed_as: null,
  });

  it.each<[PayloadView, object]>([
    [
      'full',
      {
        key_base64: 'cw==',
        value_base64: Buffer.from('{"sku":"s-1"}').toString('base64'),
        value_masked: null,
        headers: { signature: 'abc' },
      },
    ],
    [
      'masked',
      {
        key_base64: null,
        value_base64: null,
        value_masked: '{"sku":"***"}',
        headers: { signature: '***' },
      },
    ],
    ['none', { key_base64: null, value_base64: null, value_masked: null, headers: {} }],
  ])('is shown %s', (view, shown) => {
    const described = describeDeadLetter(found, undefined, view);
    expect(described).toMatchObject({ ...shown, payload: view, state: 'open', sent_as: null });
    if (view !== 'full') expect(JSON.stringify(described)).not.toMatch(/s-1|abc|cw==/);
  });

  it('says what became of it', () => {
    const closed = { ...found, closed_at: new Date(1), closed_as: 'redriven' as const };
    const sent = { topic: 't', partition: 3, offset: 7 };
    const bound = {
      seller_id: 'ann',
      event_id: 'e',
      request_hash: null,
      redriven_at: new Date(2),
      attempts: 1,
    };
    expect(describeDeadLetter(closed, { ...bound, sent }, 'none')).toMatchObject({
      state: 'redriven',
      closed_at: '1970-01-01T00:00:00.001Z',
      sent_as: { seller_id: 'ann', event_id: 'e', attempts: 1, place: 't/3/7' },
    });
    expect(describeDeadLetter(found, { ...bound, sent: null }, 'none')).toMatchObject({
      sent_as: { place: null },
    });
    expect(describeDeadLetter(found, 'dismissed', 'none')).toMatchObject({ sent_as: null });
  });
});
