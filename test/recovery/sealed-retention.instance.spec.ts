import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  askAvailability,
  eventually,
  queryDatabase,
  recover,
  runningStack,
  type RunningStack,
  type Seller,
  seller,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { startInstance, stopInstance } from '../stack/instance.js';
import { trialOffer, type TrialOffer } from './trial-offer.js';

const CDC = [TOPICS.ledgerChanges, TOPICS.stockOnHandChanges, TOPICS.bucketChanges];
const CONTRACTS = ['inventory-availability-projection', 'inventory-stock-tables'] as const;

/** The contracts, each of which trusts sealed history. */
function sealedContracts(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-test-contracts-'));
  cpSync('contracts', folder, { recursive: true });
  // The services run as other users if the stack runs as root.
  chmodSync(folder, 0o755);
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8').replace(/^    trusts: .*\n/m, '');
    const trusting = text.replace(/^( *)recovery_window: unlimited$/m, '$&\n$1trusts: sealed');
    expect(trusting).toContain('trusts: sealed');
    writeFileSync(file, trusting);
  }
  return folder;
}

describe('CDC topics that keep only what is not sealed', () => {
  let env: Record<string, string>;
  let stack: RunningStack;
  let ann: Seller;
  let offer: TrialOffer;
  const contracts = sealedContracts();
  const store = join(tmpdir(), `stockproof-test-sealed-${randomUUID()}`);
  beforeAll(async () => {
    env = await startInstance({
      STOCKPROOF_CONTRACT_FILE: join(contracts, `${CONTRACTS[0]}.yaml`),
      STOCKPROOF_SEALED_STORE: pathToFileURL(store).href,
      STOCKPROOF_SEAL_INTERVAL_MS: '1000',
      STOCKPROOF_SEAL_MIN_MESSAGES: '1',
      STOCKPROOF_SEALED_DELETE_AFTER_MS: '1000',
    });
    stack = runningStack(env['STOCKPROOF_HOME']);
    ann = await seller(stack);
    offer = await trialOffer(stack, ann);
  });
  afterAll(async () => {
    await stopInstance(env);
    for (const folder of [contracts, store]) rmSync(folder, { recursive: true, force: true });
  });

  /** Of the offer's partition: where Kafka begins and ends. */
  async function inKafka(topic: string): Promise<{ low: number; high: number }> {
    const admin = await testBroker(stack).admin();
    try {
      return (await admin.offsets(topic)).get(skuPartition(offer.sku, 8)) ?? { low: 0, high: 0 };
    } finally {
      await admin.close();
    }
  }

  const verify = (contract: string) =>
    recover(stack, { scope: { type: 'by_offer', offers: [offer] }, contract });

  it('are verified from segments once Kafka has deleted the events, of the ledger and of the stock tables', async () => {
    for (const topic of CDC)
      await eventually(async () => expect((await inKafka(topic)).low).toBeGreaterThan(0), 60_000);
    for (const contract of CONTRACTS) {
      // On a busy machine a connector may not confirm the barrier in time, which is no verdict.
      await eventually(async () => {
        const { confidence_status, checks, counts, sealed_segments = [] } = await verify(contract);
        const open = checks.filter(({ status }) => status !== 'pass').map(({ name }) => name);
        expect([confidence_status, open, counts.cdc.read]).toEqual(['trusted', [], 5]);
        expect(sealed_segments.length).toBeGreaterThan(0);
      }, 240_000);
    }
  });

  it('lose nothing that comes afterwards, and nothing before its consumers have read it', async () => {
    const next = anEvent({
      ...offer,
      event_id: `${offer.sku}-6`,
      quantity: 1,
      event_time: '2026-06-19T19:00:00Z',
    });
    expect((await ann.post(next)).status).toBe(202);
    await eventually(async () => {
      const answer = await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`);
      expect(await answer.json()).toMatchObject({ version: 6, status: 'current' });
    }, 60_000);
    const { low, high } = await inKafka(TOPICS.ledgerChanges);
    expect(low).toBeLessThanOrEqual(high);
    for (const contract of CONTRACTS) expect((await verify(contract)).counts.cdc.read).toBe(6);
  });

  it('whose segments are gone are not called trusted: the run fails', async () => {
    await queryDatabase(stack, 'recovery', 'DELETE FROM sealed_segment WHERE topic = $1', [
      TOPICS.ledgerChanges,
    ]);
    const outcome = await verify(CONTRACTS[0]).then(
      ({ confidence_status }) => confidence_status,
      (error: Error) => error.message,
    );
    expect(outcome).not.toBe('trusted');
  });
});
