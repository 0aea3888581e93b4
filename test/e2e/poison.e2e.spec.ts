import { describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { BoundClient } from '@stockproof/postgres';
import { eventually, readTopic, runningStack, signed, testBroker } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { javaPartition } from '../model/java-partition.js';

const SELLER = `poisoned-${process.pid}-${Date.now()}`;
const good = anEvent({ event_id: 'e', sku: 'poison-sku', quantity: 1, seller_id: SELLER });
const text = (change: object): string => JSON.stringify({ ...good, ...change });
const v2 = (change: object): string => text({ schema_version: 2, ...change });
const raw = (bytes: number[]): Buffer => Buffer.from(bytes);

/** Every message that can arrive and must not be applied, with the quarantine's reason. */
const POISON: readonly (readonly [name: string, value: Buffer | string | null, reason: string])[] = [
  ['no value', null, 'empty_value'],
  ['empty', '', 'empty_value'],
  ['blanks', '   ', 'malformed_json'],
  ['broken UTF-8', raw([0x7b, 0xff, 0xfe, 0x7d]), 'invalid_utf8'],
  ['zero bytes', raw([0, 0, 0, 0]), 'malformed_json'],
  ['half a JSON', text({}).slice(0, -9), 'malformed_json'],
  ['two JSONs', text({}) + text({}), 'malformed_json'],
  ['XML', '<event/>', 'malformed_json'],
  ['NaN', text({}).replace(':1,', ':NaN,'), 'malformed_json'],
  ['an array', `[${text({})}]`, 'not_an_object'],
  ['null', 'null', 'not_an_object'],
  ['a number', '42', 'not_an_object'],
  ['a string', '"x"', 'not_an_object'],
  ['an empty object', '{}', 'missing_field'],
  ['deep nesting', '['.repeat(50_000) + ']'.repeat(50_000), 'not_an_object'],
  ['a key twice', text({}).replace('{', '{"sku":"other",'), 'duplicate_key'],
  ['a huge number', text({}).replace(':1,', ':1e400,'), 'inexact_number'],
  ['2^53', text({}).replace(':1,', ':9007199254740992,'), 'inexact_number'],
  ['2^53 + 1', text({}).replace(':1,', ':9007199254740993,'), 'inexact_number'],
  ['a quantity as text', text({ quantity: '1' }), 'invalid_type'],
  ['a fraction', text({ quantity: 0.5 }), 'invalid_quantity'],
  ['negative', text({ quantity: -1 }), 'invalid_quantity'],
  ['zero', text({ quantity: 0 }), 'invalid_quantity'],
  ['no seller', text({ seller_id: undefined }), 'missing_field'],
  ['seller null', text({ seller_id: null }), 'invalid_type'],
  ['an empty sku', text({ sku: '' }), 'invalid_length'],
  ['a long sku', text({ sku: 'x'.repeat(65) }), 'invalid_length'],
  ['a long event id', text({ event_id: 'x'.repeat(129) }), 'invalid_length'],
  ['U+0000 in the sku', text({ sku: 'a\u0000' }), 'invalid_characters'],
  ['a lone surrogate', text({ sku: '\ud800' }), 'invalid_characters'],
  ['version 4', text({ schema_version: 4 }), 'unknown_version'],
  ['version "2"', text({ schema_version: '2' }), 'unknown_version'],
  ['an unknown field', text({ colour: 'red' }), 'unknown_field'],
  ['__proto__', text({}).replace('{', '{"__proto__":{"sku":"x"},'), 'unknown_field'],
  ['operation X', text({ operation: 'X' }), 'unknown_operation'],
  ['a reserve', text({ operation: 'R' }), 'operation_not_allowed'],
  ['a bad date', text({ event_time: '2026-13-01T00:00:00Z' }), 'invalid_event_time'],
  ['no offset', text({ event_time: '2026-06-19T18:23:11' }), 'invalid_event_time'],
  ['the future', text({ event_time: '2999-01-01T00:00:00Z' }), 'event_time_in_future'],
  ['1969', text({ event_time: '1969-01-01T00:00:00Z' }), 'event_time_too_old'],
  ['bucket reserved', v2({ bucket_type: 'reserved' }), 'bucket_not_allowed'],
  ['bucket lost', v2({ bucket_type: 'lost' }), 'unknown_bucket'],
  ['M to nowhere', v2({ operation: 'M' }), 'missing_movement_target'],
  ['M to itself', v2({ operation: 'M', to_bucket_type: 'sellable' }), 'same_movement_target'],
  ['to without M', v2({ to_location_id: 'x' }), 'unexpected_field'],
  ['another partition', text({ sku: 'elsewhere-1' }), 'wrong_partition'],
];

describe('poison messages on the topic', () => {
  const stack = runningStack();

  it('are all stored with a reason, and every valid event between them is applied', async () => {
    const broker = testBroker();
    const expected_partition = javaPartition('poison-sku', 8);
    expect(javaPartition('elsewhere-1', 8)).not.toBe(expected_partition);
    const producer = await broker.producer();
    const headers = { odd: 'h\u0000é', traceparent: 'nonsense' };
    const messages = POISON.flatMap(([, value], index) => [
      signed({
        partition: expected_partition,
        key: 'poison-sku',
        value: text({ event_id: `good-${index}` }),
      }),
      signed({ partition: expected_partition, key: index % 2 === 0 ? null : 'k\u0000', value, headers }),
    ]);
    const [sent] = await producer.send(TOPICS.updates, messages);
    await producer.close();
    const first = sent?.base_offset ?? 0;
    const client = new BoundClient(stack.databases['inventory'] ?? '');
    await client.connect();
    try {
      await eventually(async () => {
        const { rows } = await client.query(
          'SELECT version FROM inventory_stock_on_hand WHERE seller_id = $1',
          [SELLER],
        );
        expect(rows).toEqual([{ version: String(POISON.length) }]);
      });
      const { rows } = await client.query<{ at: number; reason: string; message_value: Buffer | null }>(
        `SELECT (source_offset - $3)::int AS at, reason, message_value FROM quarantine
         WHERE source_topic = $1 AND source_partition = $2 AND source_offset >= $3 ORDER BY source_offset`,
        [TOPICS.updates, expected_partition, first],
      );
      const kept = new Map(rows.map(({ at, reason }) => [POISON[(at - 1) / 2]?.[0], reason]));
      expect(kept).toEqual(new Map(POISON.map(([name, , reason]) => [name, reason])));
      const bytes = POISON.map(([, value]) => (value === null ? null : Buffer.from(value)));
      expect(rows.map(({ message_value }) => message_value)).toEqual(bytes);
    } finally {
      await client.end();
    }
    const deadLetters = await readTopic(
      broker,
      TOPICS.deadLetters,
      (read) =>
        read.filter(({ partition, value }) => partition === expected_partition && offsetOf(value) >= first)
          .length >= POISON.length,
    );
    expect(
      deadLetters.filter(
        ({ partition, value }) => partition === expected_partition && offsetOf(value) >= first,
      ),
    ).toHaveLength(POISON.length);
  });
});

function offsetOf(value: Buffer | null): number {
  return (JSON.parse(value?.toString() ?? '{}') as { source_offset: number }).source_offset;
}
