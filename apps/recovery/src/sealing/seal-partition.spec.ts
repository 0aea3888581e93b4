import { describe, expect, it } from '@jest/globals';
import { rangeToSeal } from './seal-partition.js';

const present = (from_offset: number, to_offset: number) => ({
  topic: 't',
  partition: 3,
  from_offset,
  to_offset,
});

describe('the range that is sealed next', () => {
  it.each<[string, number | null, [number, number], [number, number] | null]>([
    ['everything that Kafka has, at first', null, [0, 100], [0, 100]],
    ['from where Kafka begins, if it has deleted something', null, [40, 100], [40, 100]],
    ['what follows the last segment', 60, [0, 100], [60, 100]],
    ['no more than one segment may have', 60, [0, 5_000], [60, 1_060]],
    ['nothing if it is too little', 91, [0, 100], null],
    ['as little as is enough', 90, [0, 100], [90, 100]],
    ['nothing of an empty partition', null, [0, 0], null],
    ['nothing if all is sealed', 100, [0, 100], null],
  ])('is %s', (_case, sealed_to, [from, to], expected) => {
    const limits = { min_messages: 10, max_messages: 1_000 };
    const range = rangeToSeal(sealed_to, present(from, to), limits);
    expect(range && [range.from_offset, range.to_offset]).toEqual(expected);
  });

  it('never begins after a hole', () => {
    const limits = { min_messages: 10, max_messages: 1_000 };
    expect(() => rangeToSeal(60, present(61, 100), limits)).toThrow(
      't/3 is sealed to 60, and Kafka has it from 61',
    );
  });
});
