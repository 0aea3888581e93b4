import { describe, expect, it } from '@jest/globals';
import { deletable } from './delete-sealed.js';

const at = (offset: number): ReadonlyMap<number, number> => new Map([[0, offset]]);

describe('what may be deleted from Kafka', () => {
  it.each<[string, readonly ReadonlyMap<number, number>[], number | undefined]>([
    // Kafka has 10 to 100, and 5 at least are worth it
    ['up to what is sealed', [at(60)], 60],
    ['not what a consumer has not read', [at(60), at(40)], 40],
    ['nothing if a consumer is not known', [at(60), new Map()], undefined],
    ['nothing if nothing is sealed', [new Map(), at(60)], undefined],
    ['nothing if that is gone already', [at(10)], undefined],
    ['nothing if it is too little', [at(14)], undefined],
    ['no more than there is', [at(200)], 100],
  ])('%s', (_what, limits, before) =>
    expect(deletable([{ topic: 't', partition: 0, from_offset: 10, to_offset: 100 }], limits, 5).get(0)).toBe(
      before,
    ),
  );
});
