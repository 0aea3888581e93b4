import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { TOPICS } from '@stockproof/events';
import type { FailpointName, FailpointPath } from '@stockproof/failpoints';
import {
  callRecovery,
  callReservation,
  eventually,
  evidenceOf,
  queryDatabase,
  testBroker,
} from '@stockproof/testing';
import { javaPartition } from '../model/java-partition.js';
import { SEAL_MIN_MESSAGES } from '../stack/instance.js';
import { tamper } from '../recovery/trial-offer.js';
import {
  answered,
  of,
  receive,
  type Scenario,
  shows,
  TIME,
  trusted,
  VIEW,
  WITHIN_MS,
} from './offer-steps.js';
import { redrive, redrivePlan } from './redrive-scenarios.js';

const sell: Scenario = async (stack, ann) => {
  const offer = await receive(ann);
  await shows(stack, offer, { version: 2, sellable: 10, stock_on_hand: 10 });
  await trusted(stack, of(offer));
};

const failOver: Scenario = async (stack, ann, name) => {
  const part = name === 'shard.claim' ? 'command-handler' : 'availability-projection';
  await askControl(stack.control_socket, part, 'restart').catch(() => undefined);
  await askControl(stack.control_socket, part, 'start').catch(() => undefined);
  await sell(stack, ann, name);
};

const reserve: Scenario = async (stack, ann, name) => {
  const offers = [await receive(ann), await receive(ann)] as const;
  for (const offer of offers) await shows(stack, offer, { sellable: 10 });
  if (name === 'saga.resend') await askControl(stack.control_socket, 'command-handler', 'stop');
  const id = `crash-${randomUUID()}`;
  const body = {
    reservation_id: id,
    order_id: id,
    lines: offers.map((offer) => ({ ...offer, quantity: 4 })),
    expires_in: 600,
  };
  const ends = async (
    path: string,
    status: string,
    ask: () => Promise<{ readonly status: number }>,
  ): Promise<void> => {
    await answered(ask);
    if (name === 'saga.resend' && path === '')
      await askControl(stack.control_socket, 'command-handler', 'start');
    await eventually(
      async () => expect((await callReservation(stack, 'GET', `/${id}`)).body.status).toBe(status),
      WITHIN_MS,
    );
  };
  await ends('', 'held', () => callReservation(stack, 'POST', '', body));
  await ends('/confirm', 'confirmed', () => callReservation(stack, 'POST', `/${id}/confirm`));
  for (const offer of offers) {
    await shows(stack, offer, { sellable: 6, reserved: 0, stock_on_hand: 6 });
    await trusted(stack, of(offer));
    await trusted(stack, { ...of(offer), contract: 'reservation-view' });
  }
};

/** By failpoint: the corruption, and the contract under which it is repaired. */
const BROKEN: Partial<Record<FailpointName, readonly [database: string, sql: string, contract: string]>> = {
  'ledger.repair': [
    'inventory',
    'UPDATE inventory_stock_on_hand SET stock_on_hand = 77 WHERE {offer}',
    'inventory-stock-tables',
  ],
  'saga.repair': [
    'reservation',
    'UPDATE reservation_line SET quantity = quantity + 1 WHERE {offer}',
    'reservation-view',
  ],
};

const repair: Scenario = async (stack, ann, name) => {
  const offer = await receive(ann);
  await shows(stack, offer, { version: 2 });
  const [database, sql, contract] = BROKEN[name] ?? [
    'availability',
    'UPDATE offer_availability SET sellable = 1 WHERE {offer}',
    VIEW,
  ];
  if (database === 'reservation') {
    const id = `crash-${randomUUID()}`;
    await callReservation(
      stack,
      'POST',
      '',
      { reservation_id: id, order_id: id, lines: [{ ...offer, quantity: 4 }], expires_in: 600 },
      20,
    );
  }
  await tamper(stack, database, sql, offer);
  await trusted(stack, { ...of(offer), contract, mode: 'repair' });
  await shows(stack, offer, { stock_on_hand: 10 });
  await trusted(stack, of(offer));
};

/** A promotion that exceeds every budget: steps are sent, nothing is swapped. */
const promote: Scenario = async (stack, ann) => {
  const offer = await receive(ann);
  await shows(stack, offer, { version: 2 });
  await eventually(async () => {
    const asked = await callRecovery<{ recovery_id: string; plan_digest: string }>(
      stack,
      'POST',
      '/v1/recoveries',
      'ada',
      {
        contract: VIEW,
        scope: { type: 'all' },
        mode: 'promote',
        owner: 'o',
        intent: 'crash points',
        candidate: { name: 'safety-stock', budget: { offers_changed_at_most: 0 } },
      },
    );
    const { recovery_id, plan_digest } = asked.body;
    await callRecovery(stack, 'POST', `/v1/recoveries/${recovery_id}/approve`, 'grace', { plan_digest });
    await callRecovery(stack, 'POST', `/v1/recoveries/${recovery_id}/start`);
    expect((await evidenceOf(stack, recovery_id)).candidate?.promoted).toBe(false);
  }, WITHIN_MS);
  await shows(stack, offer, { sellable: 10 });
  await trusted(stack, of(offer));
};

const SEALED = `
  SELECT coalesce(max(to_offset), 0)::int AS sealed_to FROM sealed_segment
  WHERE topic = $1 AND partition = $2 AND replaced_by IS NULL`;
/** As long ago as replaced files are kept, and more. */
const REPLACED_LONG_AGO = `UPDATE sealed_segment SET replaced_at = now() - interval '2 hours' WHERE replaced_at IS NOT NULL`;
/** Neighbours of a level that are merged. */
const MERGED_AT_ONCE = 8;

/** Has so many messages of one partition sealed that some are merged, and the files of merged ones deleted. */
const sealAndMerge: Scenario = async (stack, ann, name) => {
  const { seller_id, sku } = await receive(ann);
  const partition = javaPartition(sku, 8);
  const admin = await testBroker(stack).admin();
  let sent = 2;
  const rounds = name === 'sealing.store' || name === 'sealing.record' ? 1 : MERGED_AT_ONCE + 1;
  for (let round = 0; round < rounds; round += 1) {
    const events = Array.from({ length: SEAL_MIN_MESSAGES }, (_none, n) => ({
      event_id: `${sku}-${sent + n + 1}`,
      sku,
      seller_id,
      operation: 'I',
      quantity: 1,
      event_time: TIME,
    }));
    await answered(() => ann.post(events));
    sent += events.length;
    await shows(stack, { seller_id, sku }, { version: sent });
    const end = (await admin.offsets(TOPICS.ledgerChanges)).get(partition)?.high ?? 0;
    await eventually(async () => {
      const [row] = await queryDatabase<{ sealed_to: number }>(stack, 'recovery', SEALED, [
        TOPICS.ledgerChanges,
        partition,
      ]);
      expect(row?.sealed_to).toBeGreaterThan(end - SEAL_MIN_MESSAGES);
    }, WITHIN_MS);
  }
  await queryDatabase(stack, 'recovery', REPLACED_LONG_AGO);
  // Of this SKU alone, whose segments have the others of its partition: on this stack other tests change by hand what they own.
  const scope = { type: 'by_sku', skus: [sku] };
  await trusted(stack, { scope });
  await trusted(stack, { scope, history: 'full' });
};

/**
 * Verifications of the shared stack are not divided: bench/src/verification/two-processes.int.spec.ts has the units. Sealed history that
 * the other scenarios read is not damaged: revoke-proofs.int.spec has that.
 */
export type ScenarioPath = Exclude<FailpointPath, 'units' | 'damage'>;

export const SCENARIOS: Readonly<Record<ScenarioPath, Scenario>> = {
  write: sell,
  projection: sell,
  start: failOver,
  saga: reserve,
  replay: sell,
  repair,
  'dead-letter': redrive,
  'redrive-plan': redrivePlan,
  promotion: promote,
  sealing: sealAndMerge,
};
