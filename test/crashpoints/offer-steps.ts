import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { FailpointName } from '@stockproof/failpoints';
import {
  askAvailability,
  eventually,
  recover,
  type RecoveryAsk,
  type RunningStack,
  type Seller,
} from '@stockproof/testing';
import type { TrialOffer } from '../recovery/trial-offer.js';

/**
 * Makes the services take a path. Every request is repeated until it is answered, as a client would do.
 * Resolves when the result is right.
 */
export type Scenario = (stack: RunningStack, ann: Seller, name: FailpointName) => Promise<void>;

export const WITHIN_MS = 90_000;
export const TIME = '2026-06-19T18:23:11Z';
export const VIEW = 'inventory-availability-projection';

export async function answered(ask: () => Promise<{ readonly status: number }>): Promise<void> {
  await eventually(async () => {
    const { status } = await ask();
    if (status >= 500) throw new Error(`answered ${status}`);
  }, WITHIN_MS);
}

/** Receives ten units of a new SKU in two events; sends the same events until they are accepted. */
export async function receive(ann: Seller): Promise<TrialOffer> {
  const { seller_id } = ann;
  const sku = `crash-${randomUUID()}`;
  const event = (n: number, quantity: number): object => ({
    event_id: `${sku}-${n}`,
    sku,
    seller_id,
    operation: 'I',
    quantity,
    event_time: TIME,
  });
  await answered(() => ann.post([event(1, 7), event(2, 3)]));
  return { seller_id, sku };
}

export async function shows(
  stack: RunningStack,
  { seller_id, sku }: TrialOffer,
  stock: object,
): Promise<void> {
  await eventually(async () => {
    const answer = await askAvailability(stack, `/v1/availability/${sku}/${seller_id}`);
    expect(await answer.json()).toMatchObject(stock);
  }, WITHIN_MS);
}

export async function trusted(stack: RunningStack, ask: RecoveryAsk): Promise<void> {
  await eventually(async () => {
    const { confidence_status, checks } = await recover(stack, ask);
    expect([confidence_status, checks.filter(({ status }) => status !== 'pass')]).toEqual(['trusted', []]);
  }, WITHIN_MS);
}

export const of = (offer: TrialOffer): RecoveryAsk => ({
  scope: { type: 'by_offer', offers: [offer] },
  contract: VIEW,
});
