import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { namedPartition, toConsumed } from './messages.js';

const message = (headers: unknown): KafkaMessage =>
  ({
    key: null,
    value: Buffer.from('v'),
    timestamp: '7',
    offset: '3',
    attributes: 0,
    headers,
  }) as KafkaMessage;

describe('toConsumed', () => {
  it.each<[string, unknown, Record<string, string>]>([
    ['no headers', undefined, {}],
    ['one', { a: Buffer.from('1') }, { a: '1' }],
    ['one twice', { a: [Buffer.from('1'), Buffer.from('2')] }, { a: '2' }],
    ['one without a value', { a: null }, { a: '' }],
    ['bytes that are no text', { a: Buffer.from([0xff]) }, { a: '\ufffd' }],
    [
      'the name __proto__',
      JSON.parse('{"__proto__":"x"}'),
      JSON.parse('{"__proto__":"x"}') as Record<string, string>,
    ],
  ])('reads %s', (_name, headers, expected) =>
    expect(toConsumed(message(headers)).headers).toEqual(expected),
  );

  it('gives offset and timestamp as numbers', () =>
    expect(toConsumed(message({}))).toMatchObject({ offset: 3, timestamp: 7 }));
});

describe('namedPartition', () => {
  it('refuses a message without a partition', () => {
    const choose = namedPartition();
    expect(choose({ topic: 't', partitionMetadata: [], message: { value: 'v', partition: 5 } })).toBe(5);
    expect(() => choose({ topic: 't', partitionMetadata: [], message: { value: 'v' } })).toThrow(TypeError);
  });
});
