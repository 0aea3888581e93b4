import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connect, UpdateSender } from '@stockproof/client';
import { type OfferChange, openAvailabilityView } from '@stockproof/client/availability';
import { TOPICS } from '@stockproof/events';
import {
  eventually,
  readTopic,
  recover,
  runningStack,
  type Seller,
  seller,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { tamper } from '../recovery/trial-offer.js';
import { readerLogin } from './reader-login.js';

const stack = runningStack();
const TOKEN = 'a-token-of-the-checkout';
const PORT = 38_110;
const SKUS = 12;
const ROUNDS = 15;

let folder: string;
let ann: Seller;
let badges: ChildProcess | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockproof-badge-'));
  ann = await seller(stack);
});
afterAll(async () => {
  await killBadges();
  rmSync(folder, { recursive: true, force: true });
});

function startBadges(): void {
  const { brokers, username, password, ca_file } = readerLogin(stack);
  badges = spawn(process.execPath, ['dist/examples/stock-badge/src/main.js'], {
    stdio: 'ignore',
    env: {
      STOCK_BADGE_BROKERS: brokers.join(','),
      STOCK_BADGE_KAFKA_LOGIN: `${username}:${password}`,
      STOCK_BADGE_CA_FILE: ca_file,
      STOCK_BADGE_FILE: join(folder, 'badges.db'),
      STOCK_BADGE_PORT: String(PORT),
      STOCK_BADGE_TOKEN: TOKEN,
    },
  });
}

async function killBadges(): Promise<void> {
  if (badges === null || badges.exitCode !== null || badges.signalCode !== null) return;
  badges.kill('SIGKILL');
  await once(badges, 'exit');
}

const skuOf = (index: number): string => `badge-${index}-${ann.seller_id}`.slice(0, 64);

async function badge(sku: string): Promise<{ badge: string; sellable: number | null }> {
  const answer = await fetch(`http://127.0.0.1:${PORT}/badges/${encodeURIComponent(sku)}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  return (await answer.json()) as { badge: string; sellable: number | null };
}

/** The units that the ledger can sell of a SKU. */
async function inLedger(sku: string): Promise<number> {
  const answer = await fetch(
    `${stack.urls.command_handler}/v1/offers/${encodeURIComponent(ann.seller_id)}/${encodeURIComponent(sku)}`,
    { headers: { authorization: `Bearer ${ann.api_key}` } },
  );
  const { buckets } = (await answer.json()) as { buckets: { bucket_type: string; quantity: number }[] };
  return buckets.reduce((sum, one) => sum + (one.bucket_type === 'sellable' ? one.quantity : 0), 0);
}

const eachEqualsTheLedger = () =>
  eventually(async () => {
    for (let index = 0; index < SKUS; index += 1) {
      const sku = skuOf(index);
      expect([sku, (await badge(sku)).sellable]).toEqual([sku, await inLedger(sku)]);
    }
  });

it('a badge equals the ledger after kills, repetitions and a repair', async () => {
  const changes: OfferChange[] = [];
  const { brokers, username, password, ca } = readerLogin(stack);
  const view = await openAvailabilityView(
    { brokers, tls: { ca }, sasl: { mechanism: 'SCRAM-SHA-512', username, password } },
    { file: join(folder, 'view.db'), onChange: (change) => changes.push(change) },
  );
  startBadges();
  const sender = new UpdateSender(
    connect({ urls: { ingestion: stack.urls.ingestion }, token: ann.api_key }),
    {
      lanes: 3,
      max_events: 20,
    },
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const posted = await sender.sendAll(
      Array.from({ length: SKUS }, (_none, index) =>
        anEvent({
          event_id: `badge-${round}-${index}`,
          sku: skuOf(index),
          seller_id: ann.seller_id,
          operation: round % 3 === 2 ? 'D' : 'I',
          quantity: 1 + ((round + index) % 5),
        }),
      ) as Parameters<UpdateSender['sendAll']>[0],
    );
    expect(posted.filter(({ kind }) => kind !== 'queued')).toEqual([]);
    if (round % 5 === 4) {
      await killBadges();
      startBadges();
    }
  }
  await eachEqualsTheLedger();

  // Everything of the first offer is delivered again, oldest first.
  const offer = { sku: skuOf(0), seller_id: ann.seller_id };
  const mine = (key: Buffer | null): boolean => key?.toString().startsWith(`${offer.sku}\u001f`) === true;
  const read = await readTopic(testBroker(), TOPICS.availability, (all) => all.some(({ key }) => mine(key)));
  const producer = await testBroker().producer();
  await producer.send(
    TOPICS.availability,
    read.filter(({ key }) => mine(key)).map(({ partition, key, value }) => ({ partition, key, value })),
  );
  await producer.close();

  // A row of the platform's view is changed by hand; the repair is published as a recovery's.
  await tamper(
    stack,
    'availability',
    'UPDATE offer_availability SET sellable = sellable + 7 WHERE {offer}',
    offer,
  );
  await recover(stack, { mode: 'repair', scope: { type: 'by_offer', offers: [offer] } });
  await eventually(async () => expect(changes.filter(({ replayed }) => replayed)).toMatchObject([offer]));
  await eachEqualsTheLedger();
  await eventually(async () => expect(view.freshness().lag).toBe(0));
  const versions = new Map<string, number>();
  for (const { sku, after } of changes) {
    expect(after?.version ?? 0).toBeGreaterThanOrEqual(versions.get(sku) ?? 0);
    versions.set(sku, after?.version ?? 0);
  }
  await view.close();
});
