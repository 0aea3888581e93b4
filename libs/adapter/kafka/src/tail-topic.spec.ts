import { expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Broker, ConsumedMessage, FetchedPartition } from './port.js';
import { tailTopic } from './tail-topic.js';

const found = (partition: number, ...offsets: number[]): FetchedPartition => ({
  partition,
  messages: offsets.map((offset) => ({ offset }) as ConsumedMessage),
  next_offset: (offsets.at(-1) ?? 0) + 1,
});

/** A topic that is read in these fetches; then a fetch waits until something is added. Notes what is asked and closed. */
function reading(fetches: readonly (FetchedPartition[] | Error)[]) {
  const left = [...fetches];
  const asked: (readonly (readonly [number, number])[])[] = [];
  const closed: string[] = [];
  let begun: () => void = () => undefined;
  const all_read = new Promise<void>((done) => (begun = done));
  const broker = partOf<Broker>({
    consume: () => Promise.reject(new Error('no group is joined')),
    admin: async () => ({
      topicIds: async () => new Map([['t', 'id']]),
      offsets: async () =>
        new Map([
          [0, { low: 0, high: 7 }],
          [1, { low: 3, high: 3 }],
        ]),
      close: async () => void closed.push('admin'),
    }),
    reader: async () => ({
      fetch: async (_topic: string, positions: ReadonlyMap<number, number>) => {
        asked.push([...positions]);
        const next = left.shift();
        if (next instanceof Error) throw next;
        if (next !== undefined) return next;
        begun();
        await new Promise((done) => setTimeout(done, 1));
        return [];
      },
      close: async () => void closed.push('reader'),
    }),
  });
  const seen: number[] = [];
  const tail = tailTopic(broker, {
    topic: 't',
    onMessages: (messages) => seen.push(...messages.map(({ offset }) => offset)),
  });
  return { tail, asked, closed, seen, all_read };
}

it('reads from the present ends, each message once, until it is stopped', async () => {
  const { tail, asked, closed, seen, all_read } = reading([[found(0, 7, 9)], [found(1, 3)], []]);
  const { failed, stop } = await tail;
  await all_read;
  await stop();
  await failed;
  expect(seen).toEqual([7, 9, 3]);
  expect(asked.slice(0, 3)).toEqual([
    [
      [0, 7],
      [1, 3],
    ],
    [
      [0, 10],
      [1, 3],
    ],
    [
      [0, 10],
      [1, 4],
    ],
  ]);
  expect(closed.sort()).toEqual(['admin', 'reader']);
});

it('reports what ends the reading', async () => {
  const { tail } = reading([[], new Error('truncated')]);
  const { failed, stop } = await tail;
  await expect(failed).rejects.toThrow('truncated');
  await stop();
});
