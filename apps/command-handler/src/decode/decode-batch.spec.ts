import { describe, expect, it } from '@jest/globals';
import { MESSAGE } from '@stockproof/bounds';
import { TOPICS } from '@stockproof/events';
import type { RecordFault } from '@stockproof/kafka';
import type { Checked } from '@stockproof/producer-signature';
import { anEvent } from '@stockproof/testing/kit';
import { decodeBatch } from './decode-batch.js';

const PARTITIONS = 32;
/** Of the SKU 1231241, by Java. */
const HOME = 16;
const EVENT = anEvent({ event_id: 'e-1', sku: '1231241', quantity: 1, seller_id: 'ann' });
const TRACE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

interface Given {
  readonly headers?: Readonly<Record<string, string>>;
  readonly partition?: number;
  readonly logical_topic?: string;
  readonly key?: Buffer;
  readonly fault?: RecordFault;
  /** Whom the producer may speak for. */
  readonly speaks_for?: string;
}

const speaksFor =
  (seller: string) =>
  (_headers: object, _value: Buffer, seller_id: string): Checked =>
    seller_id === seller
      ? { ok: true, producer: { kind: 'seller', name: seller } }
      : { ok: false, reason: 'seller_mismatch', detail: 'another’s' };

function decoding(
  value: unknown,
  {
    headers = {},
    partition = HOME,
    logical_topic = TOPICS.updates,
    key = Buffer.from('k'),
    fault,
    speaks_for = 'ann',
  }: Given = {},
) {
  const bytes = value === null || Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
  const message = {
    offset: 70,
    key,
    value: bytes,
    headers,
    timestamp: 0,
    ...(fault === undefined ? {} : { fault }),
  };
  const batch = { topic: `test.${logical_topic}`, partition, messages: [message], high_watermark: 71 };
  return decodeBatch(batch, {
    logical_topic,
    partitions: PARTITIONS,
    now_ms: Date.parse('2026-07-01T00:00:00Z'),
    checkProducer: speaksFor(speaks_for),
  })[0];
}

describe('decodeBatch', () => {
  it('reads an update, with its record position and bytes', () => {
    expect(decoding(EVENT)).toMatchObject({
      kind: 'update',
      source_topic: 'test.inventory.updates.v1',
      source_partition: HOME,
      source_offset: 70,
      update: { event_id: 'e-1', seller_id: 'ann', quantity: 1, bucket_type: 'sellable' },
      value: Buffer.from(JSON.stringify(EVENT)),
      correlation_id: null,
      causation_id: null,
      traceparent: null,
    });
  });

  it.each<[string, unknown, Given, object]>([
    [
      'what is no JSON',
      Buffer.from('{'),
      {},
      { reason: 'malformed_json', seller_id: null, event_id: null, sku: null },
    ],
    ['no value', null, {}, { reason: 'empty_value', value: null }],
    [
      'an invalid event, of which the ids are known',
      { ...EVENT, quantity: -1 },
      {},
      { seller_id: 'ann', event_id: 'e-1', sku: '1231241' },
    ],
    [
      'a SKU in another partition',
      EVENT,
      { partition: 3 },
      {
        reason: 'wrong_partition',
        sku: '1231241',
        detail: `sku belongs to partition ${HOME}, the message was in 3`,
      },
    ],
    [
      'an operation that only a saga may ask for',
      { ...EVENT, schema_version: 2, operation: 'R' },
      {},
      { kind: 'poison' },
    ],
    [
      'a seller’s event among the commands',
      { ...EVENT, schema_version: 2 },
      { logical_topic: TOPICS.stockCommands },
      { kind: 'poison' },
    ],
  ])('makes a poison message of %s, stored completely', (_name, value, given, poison) => {
    expect(decoding(value, { ...given, headers: { h: 'x' } })).toMatchObject({
      kind: 'poison',
      source_offset: 70,
      key: Buffer.from('k'),
      headers: { h: 'x' },
      ...poison,
    });
  });

  it.each<[string, unknown, Given, object]>([
    [
      'an update for another seller',
      EVENT,
      {},
      { reason: 'seller_mismatch', detail: 'another’s', event_id: 'e-1', sku: '1231241' },
    ],
    [
      'a broken one in the name of another',
      { ...EVENT, quantity: -1 },
      {},
      { reason: 'invalid_quantity', event_id: 'e-1', sku: '1231241' },
    ],
    ['one that nobody’s name is in', '7', {}, { reason: 'not_an_object', event_id: null }],
  ])('makes a poison message without a seller of %s, stored completely', (_name, value, given, poison) => {
    const kept = decoding(value, { ...given, speaks_for: 'ben', headers: { h: 'x' } });
    expect(kept).toMatchObject({
      kind: 'poison',
      source_offset: 70,
      seller_id: null,
      key: Buffer.from('k'),
      value: Buffer.from(JSON.stringify(value)),
      headers: { h: 'x' },
      ...poison,
    });
    expect(kept).not.toHaveProperty('update');
  });

  it('checks no producer signature of a command, because Kafka lets one service write there', () => {
    const command = {
      ...EVENT,
      schema_version: 2,
      operation: 'R',
      location_id: 'default',
      reference: 'reservation r',
    };
    expect(decoding(command, { logical_topic: TOPICS.stockCommands, speaks_for: 'nobody' })?.kind).toBe(
      'update',
    );
  });

  it('reads a command of a saga', () => {
    const command = {
      ...EVENT,
      schema_version: 2,
      operation: 'R',
      location_id: 'default',
      reference: 'reservation r',
    };
    expect(decoding(command, { logical_topic: TOPICS.stockCommands })).toMatchObject({
      kind: 'update',
      update: { operation: 'R' },
    });
  });

  it.each<[string, Readonly<Record<string, string>>, object]>([
    [
      'both ids',
      { correlation_id: 'c-1', causation_id: 'c-0' },
      { correlation_id: 'c-1', causation_id: 'c-0' },
    ],
    [
      'the trace, for want of an id',
      { traceparent: TRACE },
      { correlation_id: 'a'.repeat(32), traceparent: TRACE },
    ],
    [
      'an id before the trace',
      { correlation_id: 'c-1', traceparent: TRACE },
      { correlation_id: 'c-1', traceparent: TRACE },
    ],
    ['a trace that is none', { traceparent: `${TRACE}0` }, { correlation_id: null, traceparent: null }],
    [
      'a trace of zeros',
      { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01` },
      { correlation_id: null, traceparent: null },
    ],
    [
      'a trace of 15,000 characters',
      { traceparent: `01${TRACE.slice(2)}-${'x'.repeat(15_000)}` },
      { correlation_id: 'a'.repeat(32), traceparent: TRACE },
    ],
    ['an id that is too long', { correlation_id: 'x'.repeat(129) }, { correlation_id: null }],
    ['the longest id', { correlation_id: 'x'.repeat(128) }, { correlation_id: 'x'.repeat(128) }],
    [
      'an id with a space',
      { correlation_id: 'a b', causation_id: '' },
      { correlation_id: null, causation_id: null },
    ],
  ])('reads from the headers: %s', (_name, headers, ids) =>
    expect(decoding(EVENT, { headers })).toMatchObject({ kind: 'update', ...ids }),
  );

  const padded = (bytes: number): Buffer => Buffer.from(JSON.stringify(EVENT).padEnd(bytes));

  it.each<[string, Buffer, Given, string]>([
    ['as many bytes as may be', padded(MESSAGE.value_bytes), {}, 'update'],
    ['one byte more', padded(MESSAGE.value_bytes + 1), {}, 'too_large'],
    ['the longest key', padded(0), { key: Buffer.alloc(MESSAGE.key_bytes) }, 'update'],
    ['a key of one byte more', padded(0), { key: Buffer.alloc(MESSAGE.key_bytes + 1) }, 'too_large'],
    [
      'a command of one byte more',
      padded(MESSAGE.value_bytes + 1),
      { logical_topic: TOPICS.stockCommands },
      'too_large',
    ],
    [
      'a good value with too many headers',
      padded(0),
      { fault: { reason: 'too_large', detail: '65 headers', unread: null } },
      'too_large',
    ],
  ])('%s', (_name, value, given, expected) => {
    const decoded = decoding(value, given);
    expect(decoded?.kind === 'poison' ? decoded.reason : decoded?.kind).toBe(expected);
    // What is too large is not looked into, and kept as it came.
    if (decoded?.kind === 'poison')
      expect([decoded.value?.equals(value), decoded.seller_id, decoded.sku]).toEqual([true, null, null]);
  });

  it('keeps what is known of an unreadable record', () => {
    const unread = {
      value_bytes: 230_686_720,
      head: Buffer.from('aaa'),
      head_of: 'value',
      digest: 'ab',
      digest_of: 'batch',
    } as const;
    const fault: RecordFault = { reason: 'too_large', detail: 'the batch is larger', unread };
    expect(decoding(Buffer.alloc(0), { fault })).toMatchObject({
      kind: 'poison',
      reason: 'too_large',
      detail: 'the batch is larger',
      source_offset: 70,
      unread,
    });
  });

  it('drops nothing and keeps the order', () => {
    const message = (offset: number, value: Buffer | null) => ({
      offset,
      key: null,
      value,
      headers: {},
      timestamp: 0,
    });
    const messages = [
      message(1, null),
      message(2, Buffer.from(JSON.stringify(EVENT))),
      message(5, Buffer.from('7')),
    ];
    const batch = { topic: TOPICS.updates, partition: HOME, messages, high_watermark: 6 };
    const decoded = decodeBatch(batch, {
      logical_topic: TOPICS.updates,
      partitions: PARTITIONS,
      now_ms: 0,
      checkProducer: speaksFor('ann'),
    });
    expect(decoded.map(({ source_offset }) => source_offset)).toEqual([1, 2, 5]);
  });
});
