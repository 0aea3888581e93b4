import { expect, it } from '@jest/globals';
import type { Queryable } from '@stockproof/postgres';
import { eventually } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { followSeller, type FollowedUpdates } from './follow-seller.js';
import { placeBefore } from './place.js';

const at = (ms: number): Date => new Date(ms);
const row = (ms: number, event_id: string): object => ({
  ...{ at: at(ms), partition: 0, offset: ms, event_id, status: 'accepted', sku: 's', operation: 'I' },
  ...{ quantity: 1, version: 1, reason: null, facts: null, event_time: null, duplicates: null },
});
const filter = { seller_id: 'ann', status: null, sku: null, commands_topic: 'c' };

/** Follows what `answer` says of each bounds (after which time, before which), until `enough` events came. */
async function followed(
  start: Parameters<typeof followSeller>[1],
  horizons: readonly number[],
  answer: (after_ms: number, until_ms: number) => readonly object[],
  enough: number,
): Promise<{ readonly events: readonly string[]; readonly asked: readonly string[] }> {
  const [events, asked]: [string[], string[]] = [[], []];
  let turn = 0;
  const db = partOf<Queryable>({
    query: async ({ values }: { values: readonly unknown[] }) => {
      const [after, until] = [values[3] as Date, values[7] as Date];
      asked.push(`${after.getTime()} to ${until.getTime()}`);
      return { rows: answer(after.getTime(), until.getTime()) };
    },
  });
  const subscription = followSeller(filter, start, {
    horizon: async () => at(horizons[Math.min(turn++, horizons.length - 1)] ?? 0),
    read: (read) => read(db),
    every_ms: 1,
  }).subscribe({
    next: ({ items }: FollowedUpdates) => void events.push(items.map(({ event_id }) => event_id).join('+')),
    error: (error: Error) => void events.push(error.message),
  });
  await eventually(async () => expect(events.length >= enough).toBe(true));
  subscription.unsubscribe();
  return { events, asked };
}

const within = (rows: readonly [number, string][]) => (after_ms: number, until_ms: number) =>
  rows.filter(([ms]) => ms > after_ms && ms < until_ms).map(([ms, id]) => row(ms, id));

it('goes on from a place, each outcome once, up to what may still be written', async () => {
  const answer = within([
    [10, 'a'],
    [20, 'b'],
    [30, 'c'],
  ]);
  const { events, asked } = await followed(placeBefore(at(5)), [25, 25, 40], answer, 2);
  expect(events).toEqual(['a+b', 'c']);
  expect(asked.slice(0, 3)).toEqual(['5 to 25', '20 to 25', '20 to 40']);
});

it('begins with now where no time is given', async () => {
  const { events } = await followed(
    null,
    [25, 60],
    within([
      [10, 'before'],
      [30, 'c'],
    ]),
    1,
  );
  expect(events).toEqual(['c']);
});

it('says that it cannot be read any more', async () => {
  const broken = (): never => {
    throw new Error('gone');
  };
  expect((await followed(null, [1], broken, 1)).events).toEqual(['gone']);
});
