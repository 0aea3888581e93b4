import { describe, expect, it } from '@jest/globals';
import { connectorStates } from '@stockproof/connectors';
import { askControl } from '@stockproof/embedded';
import {
  askAvailability,
  eventually,
  forgetOffsets,
  queryDatabase,
  recover,
  runningStack,
  seller,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { tamper, trialOffer } from './trial-offer.js';

const stack = runningStack();
const connect = (action: string): Promise<void> =>
  askControl(stack.control_socket, 'connect', action as 'stop');

/**
 * The connector continues at the slot. Whether Debezium does so by itself or refuses depends on how far
 * PostgreSQL had moved the slot's restart position, by a record that is written every 15 s. If it refuses, an
 * operator makes it continue.
 */
async function goesOn(): Promise<void> {
  const states = await connectorStates(stack.urls.connect);
  const ledger = states.get('postgres-inventory-connector');
  if (ledger?.tasks.some(({ state }) => state === 'FAILED') === true) await forgetOffsets(stack);
  const [slot] = await queryDatabase<{ active: boolean }>(
    stack,
    'inventory',
    `SELECT active FROM pg_replication_slots WHERE slot_name = 'debezium_inventory_slot'`,
  );
  expect(slot?.active).toBe(true);
}

describe('a replication slot that was advanced by hand', () => {
  it('loses changes; they are named, the view is repaired from the ledger and CDC completed', async () => {
    const ann = await seller(stack);
    const offer = await trialOffer(stack, ann);
    await connect('stop');
    const later = [6, 7].map((id) =>
      anEvent({ event_id: `${offer.sku}-${id}`, ...offer, quantity: id, event_time: '2026-06-19T19:00:00Z' }),
    );
    expect((await ann.post(later)).status).toBe(202);
    await eventually(async () => expect((await ann.outcome(`${offer.sku}-7`)).status).toBe(200));
    await tamper(
      stack,
      'inventory',
      `SELECT pg_replication_slot_advance('debezium_inventory_slot', pg_current_wal_lsn())`,
      offer,
    );
    await connect('start');
    await eventually(goesOn, 90_000);
    const scope = { type: 'by_offer', offers: [offer] };
    const found = await recover(stack, { scope });
    const failed = found.checks
      .filter(({ status }) => status === 'fail')
      .map(({ name, counterexamples }) => [name, counterexamples[0]?.first_differing_version]);
    expect(failed).toEqual([
      ['cdc_history_matches_table', 6],
      ['view_matches_replay', 6],
    ]);
    const repaired = await recover(stack, { scope, mode: 'repair' });
    expect([repaired.confidence_status, repaired.projection_rows_changed]).toEqual(['trusted', 1]);
    expect((await ann.post({ ...later[0], event_id: `${offer.sku}-8`, quantity: 1 })).status).toBe(202);
    await eventually(async () => {
      const answer = await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`);
      expect(await answer.json()).toMatchObject({ version: 8, sellable: 129, status: 'current' });
    });
    const after = await recover(stack, { scope });
    // Only the missing rows were captured again.
    expect([after.confidence_status, after.counts.cdc.read, after.counts.cdc.duplicate]).toEqual([
      'trusted',
      8,
      0,
    ]);
  });
});
