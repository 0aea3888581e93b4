import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, recover, runningStack, type Seller, seller } from '@stockproof/testing';
import { tamper } from './trial-offer.js';

const stack = runningStack();
/** Twenty events each time, 200 per second. */
const PACE_MS = 100;
const ROUNDS = Number(process.env['STOCKPROOF_TEST_LOOKS'] ?? 6);

describe('verifications under live traffic', () => {
  let ann: Seller;
  let live = true;
  let posted = 0;
  let traffic: Promise<void>;

  /** New and existing offers, continuously. */
  async function post(): Promise<void> {
    for (let round = 0; live; round += 1) {
      const events = Array.from({ length: 20 }, (_none, index) => ({
        event_id: `live-${round}-${index}`,
        sku: `live-${((round * 7 + index) % 60) + (index === 0 ? round + 100 : 0)}`,
        seller_id: ann.seller_id,
        operation: index % 5 === 4 ? 'S' : 'I',
        quantity: index + 1,
        event_time: new Date(1_781_000_000_000 + ((round * 31) % 97) * 1_000).toISOString(),
      }));
      const [answer] = await Promise.all([ann.post(events), delay(PACE_MS)]);
      if (answer.status === 202) posted += events.length;
    }
  }

  beforeAll(async () => {
    ann = await seller(stack);
    traffic = post();
    // A verification of a seller without events compares nothing, and says so.
    await eventually(async () => expect((await ann.outcome('live-0-0')).status).toBe(200));
  });
  afterAll(async () => {
    live = false;
    await traffic;
  });

  it(
    'raise no false alarm',
    async () => {
      const scope = { type: 'by_seller', seller_ids: [ann.seller_id] };
      const reported: unknown[] = [];
      for (let pass = 0; pass < ROUNDS; pass += 1) {
        const { confidence_status, reasons, checks } = await recover(stack, { scope });
        if (confidence_status !== 'trusted')
          reported.push([
            confidence_status,
            reasons,
            checks.flatMap(({ counterexamples }) => counterexamples.slice(0, 2)),
          ]);
      }
      expect(reported).toEqual([]);
      expect(posted).toBeGreaterThan(500);
    },
    300_000 + ROUNDS * 10_000,
  );

  it('repair an offer that changes continuously, and change no other', async () => {
    const offer = { seller_id: ann.seller_id, sku: 'live-3' };
    await tamper(
      stack,
      'availability',
      'UPDATE offer_availability SET damaged = damaged + 7 WHERE {offer}',
      offer,
    );
    const evidence = await recover(stack, {
      scope: { type: 'by_seller', seller_ids: [ann.seller_id] },
      mode: 'repair',
    });
    expect([evidence.confidence_status, evidence.repairs.applied <= 1]).toEqual(['trusted', true]);
  });
});
