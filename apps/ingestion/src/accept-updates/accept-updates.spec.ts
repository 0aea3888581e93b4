import { describe, expect, it } from '@jest/globals';
import { MessageTooLargeError, type ProducedMessage } from '@stockproof/kafka';
import { Problem } from '@stockproof/http';
import { anEvent, partOf } from '@stockproof/testing/kit';
import { AcceptUpdates, type AcceptUpdatesOptions } from './accept-updates.js';
import type { UpdateWriter } from './update-writer.js';

const GOOD = anEvent({ event_id: 'e-1', sku: '1231241', quantity: 1, seller_id: 'ann' });
const goods = (count: number) =>
  Array.from({ length: count }, (_one, index) => ({ ...GOOD, event_id: `e-${index + 1}` }));
const BAD = { ...GOOD, seller_id: 'ben' };
const NO_TRACE = { traceparent: null, correlation_id: null };

interface Given {
  readonly pending?: number;
  /** Of the seller itself. */
  readonly own?: number;
  readonly backlog?: boolean;
  readonly spent?: boolean;
  /** Of the service; 1 if not said. */
  readonly copies?: number;
  readonly answer?: () => Promise<void>;
}

/** One request of `ann` against a service in this state: what was written and spent, and the answer. */
async function accepting(
  events: readonly unknown[],
  { pending = 0, own = 0, backlog = false, spent = false, copies = 1, answer }: Given = {},
  tracing: Parameters<AcceptUpdates['accept']>[2] = NO_TRACE,
) {
  const written: ProducedMessage[] = [];
  const paid: number[] = [];
  const accepted: unknown[] = [];
  const reported: unknown[] = [];
  const write = (messages: readonly ProducedMessage[]) => {
    written.push(...messages);
    return answer?.() ?? Promise.resolve();
  };
  const options: AcceptUpdatesOptions = {
    share: (limit) => Math.ceil(limit / copies),
    writer: partOf<UpdateWriter>({ pending, pendingOf: () => own, write }),
    partitions: 32,
    max_events: 3,
    max_pending: 10,
    max_seller_pending: 4,
    ack_timeout_ms: 20,
    now_ms: () => Date.parse('2026-07-01T00:00:00Z'),
    sign: (value) => ({ signed: String(value.length) }),
    metrics: {
      acknowledged: (ms) => void reported.push(ms >= 0),
      accepted: (all) => void reported.push(all.length),
    },
    backlog: {
      accepted: (seller_id, partitions) => void accepted.push([seller_id, ...partitions]),
      check: () => {
        if (backlog) throw new Problem(503, 'backlog', 'too much waits');
      },
    },
    spend: async (_seller, count) => {
      if (spent) throw new Problem(429, 'too_many_requests', 'too fast');
      paid.push(count);
    },
  };
  try {
    const results = await new AcceptUpdates(options).accept('ann', events, tracing);
    return { written, paid, accepted, reported, fates: results, refused: null };
  } catch (error) {
    const { status, code, headers } = error as Problem;
    return {
      written,
      paid,
      accepted,
      reported,
      fates: [],
      refused: [status, code, headers['retry-after'] ?? null],
    };
  }
}

const silence = () => new Promise<void>(() => undefined);
const refused_size = () => Promise.reject(new MessageTooLargeError('too large'));
const broken = () => Promise.reject(new Error('the connection broke'));

describe('AcceptUpdates', () => {
  it.each<[string, unknown[], Given, unknown, number]>([
    ['no event at all', [], {}, [400, 'empty_array', null], 0],
    ['as many as may be', goods(3), {}, null, 3],
    ['one more', goods(4), {}, [413, 'too_many_events', null], 0],
    ['room for exactly these', goods(2), { pending: 8 }, null, 2],
    ['too little room', goods(2), { pending: 9 }, [503, 'broker_backlog', '1'], 0],
    ['room of its own for exactly these', goods(2), { pending: 2, own: 2 }, null, 2],
    [
      'too little of its own, though there is room',
      goods(2),
      { pending: 3, own: 3 },
      [429, 'seller_pending', '1'],
      0,
    ],
    ['the share of one of two copies', [GOOD], { pending: 4, copies: 2 }, null, 1],
    ['more than that', [GOOD, GOOD], { pending: 4, copies: 2 }, [503, 'broker_backlog', '1'], 0],
    ['more than that of its own', [GOOD], { own: 2, copies: 2 }, [429, 'seller_pending', '1'], 0],
    ['a backlog', [GOOD], { backlog: true }, [503, 'backlog', null], 0],
    ['a share that is used up', [GOOD], { spent: true }, [429, 'too_many_requests', null], 0],
    ['a broker that is silent', [GOOD], { answer: silence }, [503, 'outcome_unknown', '2'], 1],
    ['a broker that breaks off', [GOOD], { answer: broken }, [503, 'outcome_unknown', '2'], 1],
    [
      'a broker that takes no batch of the size',
      [GOOD],
      { answer: refused_size },
      [413, 'too_large', null],
      1,
    ],
    ['nothing good, and a silent broker that nobody asks', [BAD], { answer: silence }, null, 0],
    ['good and bad', [GOOD, BAD, 7], {}, null, 1],
  ])('%s', async (_name, events, given, refused, written) => {
    const seen = await accepting(events, given);
    expect([seen.refused, seen.written.length]).toEqual([refused, written]);
  });

  it('uses the rate for posted events, valid or not, and not for events that were refused before', async () => {
    expect((await accepting([GOOD, BAD])).paid).toEqual([2]);
    expect((await accepting([GOOD], { backlog: true })).paid).toEqual([]);
    expect((await accepting(goods(2), { pending: 9 })).paid).toEqual([]);
  });

  it('records written events by partition, and no refused ones', async () => {
    expect((await accepting([GOOD, BAD, goods(2)[1]])).accepted).toEqual([['ann', 16, 16]]);
    expect((await accepting([GOOD], { answer: broken })).accepted).toEqual([]);
  });

  it('measures acknowledged events, and none that were refused or are unknown', async () => {
    expect((await accepting([GOOD, BAD])).reported).toEqual([true, 2]);
    expect((await accepting([GOOD], { backlog: true })).reported).toEqual([]);
    expect((await accepting([GOOD], { answer: broken })).reported).toEqual([]);
  });

  it('writes the event unchanged, keyed by its SKU, with its origin', async () => {
    const { written } = await accepting([GOOD], {}, { traceparent: 'trace', correlation_id: 'order-7' });
    expect(written).toEqual([
      {
        partition: 16,
        key: '1231241',
        value: JSON.stringify(GOOD),
        headers: {
          traceparent: 'trace',
          correlation_id: 'order-7',
          signed: String(JSON.stringify(GOOD).length),
        },
      },
    ]);
    expect((await accepting([GOOD])).written[0]?.headers).toEqual({
      signed: String(JSON.stringify(GOOD).length),
    });
  });

  it('returns the result of each event by index', async () => {
    expect((await accepting([BAD, GOOD, 7])).fates).toMatchObject([
      { index: 0, event_id: 'e-1', status: 403, code: 'seller_mismatch' },
      { index: 1, event_id: 'e-1', status: 202 },
      { index: 2, event_id: null, status: 400, code: 'not_an_object' },
    ]);
  });
});
