import { describe, expect, it } from '@jest/globals';
import { NewestCopies } from './newest-copies.js';

type Messages = readonly (readonly [key: string, offset: number, value: string | null])[];

const message = ([key, offset, value]: Messages[number]) => ({
  partition: 2,
  offset,
  key: Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
});
const A = 'a\u001fann';
const B = 'b\u001fann';

function compared(sealed: Messages, kafka: Messages, from_offset = 0): () => void {
  const copies = new NewestCopies();
  sealed.map(message).forEach((one) => copies.sealed(one));
  kafka.map(message).forEach((one) => copies.inKafka(one));
  return () => copies.compare([{ topic: 't', partition: 2, from_offset, to_offset: 10 }]);
}

describe('a compacted topic and what is sealed of it', () => {
  it.each<[string, Messages, Messages, number]>([
    ['nothing of both', [], [], 0],
    ['the same', [[A, 3, 'x']], [[A, 3, 'x']], 0],
    [
      'older messages that compaction has not taken yet',
      [[A, 3, 'x']],
      [
        [A, 1, 'w'],
        [A, 3, 'x'],
      ],
      0,
    ],
    ['a tombstone that compaction has taken', [[A, 3, null]], [], 0],
    ['a message that retention has taken', [[A, 3, 'x']], [], 4],
    ['a key of nobody, whose newer message is of another offer', [['nobody', 3, 'x']], [], 0],
  ])('are the same with %s', (_case, sealed, kafka, from) =>
    expect(compared(sealed, kafka, from)).not.toThrow(),
  );

  it.each<[string, Messages, Messages]>([
    ['other bytes', [[A, 3, 'x']], [[A, 3, 'y']]],
    ['a tombstone instead', [[A, 3, 'x']], [[A, 3, null]]],
    ['a message instead of a tombstone', [[A, 3, null]], [[A, 3, 'x']]],
    ['another offset', [[A, 3, 'x']], [[A, 4, 'x']]],
    ['an older one as the newest', [[A, 3, 'x']], [[A, 1, 'w']]],
    ['nothing', [[A, 3, 'x']], []],
    [
      'one of a key that was not sealed',
      [[A, 3, 'x']],
      [
        [A, 3, 'x'],
        [B, 4, 'z'],
      ],
    ],
  ])('differ if Kafka has %s', (_case, sealed, kafka) =>
    expect(compared(sealed, kafka)).toThrow('Kafka differs from what is sealed of t/2'),
  );
});
