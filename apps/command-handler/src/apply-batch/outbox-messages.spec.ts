import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { PoisonDelivery, UpdateDelivery } from '../decode/delivery.js';
import type { BatchEffects } from './effects.js';
import { outboxMessages } from './outbox-messages.js';

const SOURCE = { source_topic: 'inventory.updates.v1', source_partition: 3, source_offset: 70 };
const TOPICS = {
  rejections_topic: 'rejections',
  command_outcomes_topic: 'answers',
  dead_letters_topic: 'letters',
};
const UPDATE = {
  event_id: 'e',
  seller_id: 'ann',
  sku: 's',
  operation: 'D',
  quantity: 5,
  event_time_ms: 1_000,
};
const DELIVERY = partOf<UpdateDelivery>({
  kind: 'update',
  ...SOURCE,
  update: UPDATE,
  traceparent: 'trace',
});
const POISON: PoisonDelivery = {
  kind: 'poison',
  ...SOURCE,
  reason: 'malformed_json',
  detail: 'x',
  seller_id: null,
  event_id: null,
  sku: null,
  key: null,
  value: Buffer.from('{'),
  headers: {},
};

function reported(effects: Partial<BatchEffects>) {
  const nothing = { accepted_at_ms: 2_000, rejections: [], conflicts: [], quarantined: [] };
  return outboxMessages({ ...nothing, ...effects }, TOPICS).map(({ payload, ...message }) => ({
    ...message,
    payload: JSON.parse(payload.toString()) as object,
  }));
}

describe('outboxMessages', () => {
  it('tells a seller the reason, in the partition of the update', () => {
    expect(
      reported({
        rejections: [
          {
            delivery: DELIVERY,
            reason: 'insufficient_stock',
            facts: { available: 3 },
            decided_on_version: 1,
          },
        ],
      }),
    ).toEqual([
      {
        topic: 'rejections',
        partition: 3,
        message_key: 's',
        traceparent: 'trace',
        emitted_again: null,
        payload: {
          schema_version: 1,
          event_id: 'e',
          seller_id: 'ann',
          sku: 's',
          operation: 'D',
          quantity: 5,
          reason: 'insufficient_stock',
          facts: { available: 3 },
          event_time: '1970-01-01T00:00:01.000Z',
          rejected_at: '1970-01-01T00:00:02.000Z',
          ...SOURCE,
        },
      },
    ]);
  });

  it('reports a conflict to the sender of a command, and to no seller', () => {
    const command = partOf<UpdateDelivery>({ ...DELIVERY, update: { ...UPDATE, operation: 'F' } });
    expect(reported({ conflicts: [DELIVERY, command] })).toEqual([
      {
        topic: 'answers',
        partition: 3,
        message_key: 's',
        traceparent: 'trace',
        emitted_again: null,
        payload: {
          schema_version: 1,
          type: 'conflict',
          event_id: 'e',
          seller_id: 'ann',
          sku: 's',
          operation: 'F',
          seen_at: '1970-01-01T00:00:02.000Z',
          ...SOURCE,
        },
      },
    ]);
  });

  it.each<[string, Partial<PoisonDelivery>, string, string]>([
    ['of nobody', {}, 'inventory.updates.v1/3/70', 'platform'],
    ['of a seller', { seller_id: 'ann', sku: 's' }, 's', 'seller:ann'],
    ['of a seller, of no SKU', { seller_id: 'ann' }, 'inventory.updates.v1/3/70', 'seller:ann'],
  ])('publishes a dead letter %s', (_name, change, message_key, owner) => {
    expect(reported({ quarantined: [{ ...POISON, ...change }] })).toMatchObject([
      {
        topic: 'letters',
        partition: 3,
        message_key,
        traceparent: null,
        payload: {
          schema_version: 2,
          owner,
          reason: 'malformed_json',
          value_base64: 'ew==',
          value_bytes: 1,
          key_base64: null,
          held: 'whole',
          cut: false,
        },
      },
    ]);
  });

  it('publishes nothing for accepted updates, and each of several', () => {
    expect(reported({})).toEqual([]);
    const rejection = { delivery: DELIVERY, reason: 'r', facts: {}, decided_on_version: 1 };
    expect(
      reported({ rejections: [rejection, rejection], quarantined: [POISON] }).map(({ topic }) => topic),
    ).toEqual(['rejections', 'rejections', 'letters']);
  });
});
