import { describe, expect, it } from '@jest/globals';
import type { ProducedMessage } from '@stockproof/kafka';
import { aPool } from '@stockproof/testing/kit';
import { RunAbortedError, RunControl } from './run-control.js';
import { type Repair, RepairsUndecidedError, type SendContext, sendRepairs } from './send-repairs.js';

interface Named extends Repair {
  readonly name?: string;
  readonly order_id?: string;
}

const repairs = (count: number): Named[] =>
  Array.from({ length: count }, (_none, at) => ({ recovery_id: 'rec', repair_id: `r${at}`, name: `s${at}` }));

/** An owner that decides so, check by check; and what was sent to it. */
function owning(decided: readonly (readonly string[])[], key = 'name') {
  const pages: (readonly ProducedMessage[])[] = [];
  let polls = 0;
  const context: SendContext = {
    producer: { send: async (_topic, page) => (pages.push(page), []), close: async () => undefined },
    topic: 'repairs',
    key,
    partitions: 8,
    partitionOf: (one) => one.length,
    within_ms: 120,
    owner: aPool(async () => {
      polls += 1;
      const done = decided[Math.min(polls, decided.length) - 1] ?? [];
      return { rows: done.map((repair_id) => ({ repair_id, outcome: 'applied' })) };
    }),
  };
  return { context, pages };
}

describe('sendRepairs', () => {
  it('waits for the result of each repair', async () => {
    const { context } = owning([[], ['r0'], ['r0', 'r1']]);
    expect(await sendRepairs(context, repairs(2), new RunControl())).toEqual([
      { repair_id: 'r0', outcome: 'applied' },
      { repair_id: 'r1', outcome: 'applied' },
    ]);
  });

  it('does not know the other results when the time is up', async () => {
    const sent = sendRepairs(owning([['r0']]).context, repairs(3), new RunControl());
    await expect(sent).rejects.toThrow(
      new RepairsUndecidedError('2 of 3 repairs got no answer within 120 ms'),
    );
  });

  it('sends each to the partition of its key, with the recovery’s id', async () => {
    const { context, pages } = owning([['r0']]);
    await sendRepairs(context, repairs(1), new RunControl());
    expect(pages).toEqual([
      [
        {
          key: 's0',
          partition: 2,
          value: JSON.stringify(repairs(1)[0]),
          headers: { recovery_id: 'rec' },
        },
      ],
    ]);
  });

  it('uses the key field of the owner', async () => {
    const { context, pages } = owning([['r0']], 'order_id');
    const named: Named[] = [{ recovery_id: 'rec', repair_id: 'r0', name: 'not this', order_id: 'order-7' }];
    await sendRepairs(context, named, new RunControl());
    expect(pages[0]?.[0]).toMatchObject({ key: 'order-7', partition: 7 });
  });

  it('sends pages, all messages once and in order', async () => {
    const all = repairs(1_001);
    const { context, pages } = owning([all.map(({ repair_id }) => repair_id)]);
    await sendRepairs(context, all, new RunControl());
    expect(pages.map((page) => page.length)).toEqual([500, 500, 1]);
    expect(pages.flat().map(({ key }) => key)).toEqual(all.map(({ name }) => name));
  });

  it('sends nothing for an aborted run', async () => {
    const { context, pages } = owning([[]]);
    const control = Object.assign(new RunControl(), { aborted: 'no' });
    await expect(sendRepairs(context, repairs(1), control)).rejects.toThrow(RunAbortedError);
    expect(pages).toEqual([]);
  });
});
