import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BoundClient } from '@stockproof/postgres';
import { skuPartition } from '@stockproof/events';
import { askAvailability, eventually, runningStack, type Seller, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import type pg from 'pg';

/** Default of STOCKPROOF_FRESHNESS_BOUND_MS. */
const BOUND_MS = 5_000;

interface Shown {
  readonly version: number;
  readonly status: string;
  readonly as_of: string;
  readonly accepted_at: string;
  readonly freshness_ms: number;
}

describe('the age of an answer', () => {
  const stack = runningStack();
  const STAMP = Date.now();
  const offers = Array.from({ length: 40 }, (_unused, index) => `fresh-${STAMP}-${index}`);
  const slow = offers[0] ?? '';
  const other = offers.find((sku) => skuPartition(sku, 8) !== skuPartition(slow, 8)) ?? '';
  let ann: Seller;
  let stopped: number | undefined;
  let locker: pg.Client | undefined;

  const post = async (sku: string, id: string): Promise<void> => {
    const event = anEvent({ event_id: `${sku}-${id}`, sku, quantity: 5, seller_id: ann.seller_id });
    expect((await ann.post(event)).status).toBe(202);
  };
  const shown = async (sku: string): Promise<Shown> =>
    (await (await askAvailability(stack, `/v1/availability/${sku}/${ann.seller_id}`)).json()) as Shown;
  const eventuallyShows = (sku: string, what: Partial<Shown>): Promise<void> =>
    eventually(async () => expect(await shown(sku)).toMatchObject(what));

  beforeAll(async () => {
    ann = await seller(stack);
    for (const sku of [slow, other]) await post(sku, '1');
    for (const sku of [slow, other]) await eventuallyShows(sku, { version: 1, status: 'current' });
  });
  afterEach(async () => {
    if (stopped !== undefined) process.kill(stopped, 'SIGCONT');
    stopped = undefined;
    await locker?.end();
    locker = undefined;
  });

  it('stays small while there are no events, because of heartbeats', async () => {
    await eventually(async () => {
      const { as_of, accepted_at, status } = await shown(slow);
      expect(Date.parse(as_of) - Date.parse(accepted_at)).toBeGreaterThan(BOUND_MS);
      expect(status).toBe('current');
    });
  });

  it('grows while CDC does not move, whatever the ledger does, and becomes small afterwards', async () => {
    stopped = stack.parts['connect']?.pid ?? 0;
    process.kill(stopped, 'SIGSTOP');
    await post(slow, '2');
    await eventuallyShows(slow, { version: 1, status: 'stale' });
    expect((await shown(slow)).freshness_ms).toBeGreaterThan(BOUND_MS);
    process.kill(stopped, 'SIGCONT');
    stopped = undefined;
    await eventuallyShows(slow, { version: 2, status: 'current' });
  });

  it('grows for the partition that lags, and for no other', async () => {
    locker = new BoundClient(stack.databases['availability'] ?? '');
    await locker.connect();
    await locker.query('BEGIN');
    await locker.query('SELECT FROM offer_availability WHERE sku = $1 FOR UPDATE', [slow]);
    await post(slow, '3');
    await eventuallyShows(slow, { version: 2, status: 'stale' });
    await eventuallyShows(other, { version: 1, status: 'current' });
    await locker.query('ROLLBACK');
    await eventuallyShows(slow, { version: 3, status: 'current' });
  });
});
