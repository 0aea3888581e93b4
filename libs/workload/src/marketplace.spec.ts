import { expect, it } from '@jest/globals';
import { createMarketplace, type Posting } from './index.js';

const POSTINGS = 20_000;
const usual = {
  seed: 1,
  prefix: 'p',
  sellers: ['ann', 'bob'],
  skus: 9,
  redelivered: 0.1,
  conflicting: 0.1,
  late: 0.1,
  invalid: 0.1,
  hot: 0.5,
};

function posted(change: Partial<typeof usual> = {}, count = POSTINGS): Posting[] {
  const marketplace = createMarketplace({ ...usual, ...change });
  return Array.from({ length: count }, () => marketplace.next(0));
}

it('one seed always gives the same postings, another seed others', () => {
  expect(posted({}, 50)).toEqual(posted({}, 50));
  expect(posted({}, 50)).not.toEqual(posted({ seed: 2 }, 50));
});

it('every operation reaches its minimum and its maximum', () => {
  const quantities = new Map<string, [least: number, most: number]>();
  for (const { body } of posted({ redelivered: 0, conflicting: 0, late: 0, invalid: 0 })) {
    const name = `${String(body['operation'])}${String(body['schema_version'] ?? '')}`;
    const quantity = Number(body['quantity']);
    const [least, most] = quantities.get(name) ?? [quantity, quantity];
    quantities.set(name, [Math.min(least, quantity), Math.max(most, quantity)]);
  }
  expect(Object.fromEntries(quantities)).toEqual({
    I: [1, 50],
    D: [1, 40],
    S: [0, 200],
    I2: [1, 20],
    S2: [0, 90],
    S3: [0, 90],
    M2: [1, 10],
  });
});

it.each(['redelivered', 'conflicting', 'late', 'invalid'] as const)(
  'posts as many %s as was asked for',
  (kind) => {
    const share = (change: Partial<typeof usual>): number =>
      posted(change).filter((one) => one.kind === kind).length / POSTINGS;
    expect(share({})).toBeCloseTo(0.1, 1);
    expect(share({ [kind]: 0 })).toBe(0);
  },
);
