import { expect, it } from '@jest/globals';
import type { PoisonDelivery } from '../decode/delivery.js';
import { keptPoison } from '../decode/kept-poison.js';
import { deadLetterMessage } from '../outbox/messages.js';
import { repeatedDeadLetter } from './repeated-messages.js';

const DEAD_LETTER = {
  source_topic: 'inventory.updates.v1',
  source_partition: 3,
  source_offset: 70,
  reason: 'too_large',
  detail: 'x',
  seller_id: 'ann',
  event_id: 'e',
  sku: 's',
} as const;
const part = (
  head_of: 'value' | 'record' | 'batch',
  digest_of: 'value' | 'record' | 'batch',
  value_bytes: number | null,
) => ({
  value: null,
  unread: { head: Buffer.from('{"beg'), head_of, digest_of, value_bytes, digest: 'ab'.repeat(32) },
});

it.each<[string, Pick<PoisonDelivery, 'value' | 'unread'>]>([
  ['kept whole', { value: Buffer.from('{') }],
  ['that has no value', { value: null }],
  ['too large, of which the beginning is kept', part('value', 'record', 9_000_000)],
  ['in a record that makes no sense', part('record', 'record', null)],
  ['in a batch that nobody can unpack', part('batch', 'batch', null)],
])('a dead letter %s is repeated byte for byte', (_what, sent) => {
  const poison: PoisonDelivery = {
    kind: 'poison',
    ...DEAD_LETTER,
    key: Buffer.from('k'),
    headers: { a: 'b' },
    ...sent,
  };
  const { key, value, value_bytes, digest, digest_of, held } = keptPoison(poison);
  const stored = {
    ...DEAD_LETTER,
    message_key: key,
    message_value: value,
    message_headers: poison.headers,
    value_bytes,
    value_digest: digest,
    digest_of,
    held,
    quarantined_at: new Date(5),
  };
  expect(repeatedDeadLetter(stored, 'letters', 'rec-1')).toEqual({
    ...deadLetterMessage(poison, 'letters', 5),
    emitted_again: 'rec-1',
  });
});
