import { hash } from 'node:crypto';
import { DETAIL_CHARACTERS, HEAD_BYTES, KEPT_BYTES, MESSAGE, OUTBOX_BYTES } from '@stockproof/bounds';
import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import fc from 'fast-check';
import type { PoisonDelivery, UpdateDelivery } from '../decode/delivery.js';
import { QUARANTINE_REASONS } from '../decode/quarantine-reasons.js';
import type { BatchEffects } from '../apply-batch/effects.js';
import { detailOf, headOfPoison, keptPoison } from '../decode/kept-poison.js';
import { repeatedDeadLetter } from './repeated-messages.js';
import { deadLetterMessage } from '../outbox/messages.js';
import { outboxMessages } from '../apply-batch/outbox-messages.js';

const LONGEST_REASON = [...QUARANTINE_REASONS].reduce((one, next) => (next.length > one.length ? next : one));
const poison = (change: Partial<PoisonDelivery>): PoisonDelivery => ({
  kind: 'poison',
  source_topic: 't',
  source_partition: 3,
  source_offset: 70,
  reason: 'malformed_json',
  detail: 'd',
  seller_id: null,
  event_id: null,
  sku: null,
  key: null,
  value: null,
  headers: {},
  ...change,
});
const bytes = (length: number): Buffer => Buffer.alloc(length, 'x');
const UNREAD = {
  value_bytes: 230_686_720,
  head: bytes(9),
  head_of: 'value',
  digest: 'ab'.repeat(32),
  digest_of: 'batch',
} as const;

describe('a poison message', () => {
  it.each<
    [
      string,
      Partial<PoisonDelivery>,
      {
        held: string;
        kept: number | null;
        value_bytes: number | null;
        reported: number | null;
        cut: boolean;
      },
    ]
  >([
    // what it is, what was sent; what quarantine holds, how long it was, what its topic holds
    ['no value', {}, { held: 'whole', kept: null, value_bytes: null, reported: null, cut: false }],
    [
      'an empty one',
      { value: bytes(0) },
      { held: 'whole', kept: 0, value_bytes: 0, reported: 0, cut: false },
    ],
    [
      'as long as a head',
      { value: bytes(HEAD_BYTES.value) },
      {
        held: 'whole',
        kept: HEAD_BYTES.value,
        value_bytes: HEAD_BYTES.value,
        reported: HEAD_BYTES.value,
        cut: false,
      },
    ],
    [
      'a byte longer',
      { value: bytes(HEAD_BYTES.value + 1) },
      {
        held: 'whole',
        kept: HEAD_BYTES.value + 1,
        value_bytes: HEAD_BYTES.value + 1,
        reported: HEAD_BYTES.value,
        cut: true,
      },
    ],
    [
      'as long as is kept',
      { value: bytes(KEPT_BYTES) },
      { held: 'whole', kept: KEPT_BYTES, value_bytes: KEPT_BYTES, reported: HEAD_BYTES.value, cut: true },
    ],
    [
      'a byte longer than that',
      { value: bytes(KEPT_BYTES + 1) },
      { held: 'head', kept: KEPT_BYTES, value_bytes: KEPT_BYTES + 1, reported: HEAD_BYTES.value, cut: true },
    ],
    [
      'a long key',
      { key: bytes(HEAD_BYTES.key + 1), value: bytes(1) },
      { held: 'whole', kept: 1, value_bytes: 1, reported: 1, cut: true },
    ],
    [
      'one that was not read',
      { value: bytes(0), unread: UNREAD },
      { held: 'head', kept: 9, value_bytes: UNREAD.value_bytes, reported: 9, cut: true },
    ],
    [
      'one of a batch that was not read',
      { value: bytes(0), unread: { ...UNREAD, value_bytes: null, head_of: 'batch' } },
      { held: 'batch', kept: 9, value_bytes: null, reported: 9, cut: true },
    ],
  ])('%s', (_name, change, expected) => {
    const kept = keptPoison(poison(change));
    const reported = headOfPoison(poison(change));
    expect({
      held: kept.held,
      kept: kept.value?.length ?? null,
      value_bytes: kept.value_bytes,
      reported: reported.value?.length ?? null,
      cut: reported.cut,
    }).toEqual(expected);
  });

  it('is identified by the digest of its whole value, however much is stored', () => {
    const value = bytes(KEPT_BYTES + 1);
    expect(keptPoison(poison({ value }))).toMatchObject({
      digest: hash('sha256', value, 'hex'),
      digest_of: 'value',
    });
    expect(keptPoison(poison({ value: bytes(0), unread: UNREAD }))).toMatchObject({
      digest: UNREAD.digest,
      digest_of: 'batch',
    });
  });
});

it('has a detail that every database can store, however it quotes the message', () => {
  expect(detailOf(poison({ detail: 'a\u0000b\ud800' }))).toBe('a\ufffdb\ufffd');
  expect(detailOf(poison({ detail: 'x'.repeat(5_000) }))).toHaveLength(DETAIL_CHARACTERS);
});

describe('a repeated dead letter', () => {
  it.each<[string, Partial<PoisonDelivery>]>([
    ['of a short value', { value: bytes(9) }],
    ['of none', {}],
    ['of one that was cut on its topic', { value: bytes(HEAD_BYTES.value + 1) }],
    ['of one that quarantine has cut', { value: bytes(KEPT_BYTES + 1) }],
    ['of one that was not read', { value: bytes(0), unread: UNREAD }],
    ['of a batch', { value: bytes(0), unread: { ...UNREAD, value_bytes: null, head_of: 'batch' } }],
  ])('%s is the same', (_name, change) => {
    const first = poison(change);
    const { key, value, value_bytes, digest, digest_of, held } = keptPoison(first);
    const { source_topic, source_partition, source_offset, reason, detail, seller_id, event_id, sku } = first;
    const stored = {
      source_topic,
      source_partition,
      source_offset,
      reason,
      detail,
      seller_id,
      event_id,
      sku,
      message_key: key,
      message_value: value,
      message_headers: {},
      quarantined_at: new Date(0),
      value_bytes,
      value_digest: digest,
      digest_of,
      held,
    };
    expect(repeatedDeadLetter(stored, 'letters', 'again').payload.toString()).toBe(
      deadLetterMessage(first, 'letters', 0).payload.toString(),
    );
  });
});

describe('a message of the outbox', () => {
  const topics = {
    rejections_topic: 'rejections',
    dead_letters_topic: 'letters',
    command_outcomes_topic: 'outcomes',
  };
  const sent = (effects: Partial<BatchEffects>): number[] =>
    outboxMessages(
      {
        accepted_at_ms: 0,
        rejections: [],
        conflicts: [],
        quarantined: [],
        ...effects,
      },
      topics,
    ).map(
      ({ payload, message_key, traceparent }) =>
        payload.length + Buffer.byteLength(message_key) + (traceparent?.length ?? 0),
    );
  /** The longest names: every code point of a name may take four bytes, or be written as an escape of six. */
  const name = (most: number) =>
    fc
      .array(fc.constantFrom('💡', '"', '\\', 'x', '票'), { minLength: most, maxLength: most })
      .map((points) => points.join(''));
  const ids = fc.record({ seller_id: name(64), event_id: name(128), sku: name(64) });
  const TOPIC = 'x'.repeat(249);

  it('fits, for the largest possible dead letter', () => {
    const detail = fc.constantFrom('\u0001', '"', '票').map((point) => point.repeat(9 * DETAIL_CHARACTERS));
    fc.assert(
      fc.property(ids, detail, fc.constantFrom(MESSAGE.value_bytes, 16_000_000), (named, words, length) => {
        const deadLetter = poison({
          ...named,
          detail: words,
          source_topic: TOPIC,
          source_offset: Number.MAX_SAFE_INTEGER,
          key: bytes(1_000_000),
          value: bytes(length),
          reason: LONGEST_REASON,
        });
        for (const size of sent({ quarantined: [deadLetter] }))
          expect(size).toBeLessThanOrEqual(OUTBOX_BYTES);
      }),
      { numRuns: 20 },
    );
  });

  it('fits, for the largest possible rejection', () => {
    fc.assert(
      fc.property(ids, name(64), (named, place) => {
        const update = {
          ...named,
          operation: 'M',
          quantity: Number.MAX_SAFE_INTEGER,
          event_time_ms: 8.64e15,
        };
        const delivery = partOf<UpdateDelivery>({
          kind: 'update',
          source_topic: TOPIC,
          source_partition: 2 ** 31 - 1,
          source_offset: Number.MAX_SAFE_INTEGER,
          update,
          traceparent: 'x'.repeat(55),
        });
        const facts = Object.fromEntries(
          Array.from({ length: 16 }, (_one, index) => [`a_fact_of_a_long_name_${index}`, place]),
        );
        for (const size of sent({
          rejections: [{ delivery, reason: 'r'.repeat(64), facts, decided_on_version: 0 }],
        }))
          expect(size).toBeLessThanOrEqual(OUTBOX_BYTES);
      }),
      { numRuns: 200 },
    );
  });
});
