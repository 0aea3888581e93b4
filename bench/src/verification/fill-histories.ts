import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { availabilityKey, encodeAvailability, skuPartition } from '@stockproof/events';
import type { Broker, BrokerProducer, ProducedMessage } from '@stockproof/kafka';
import { BoundClient } from '@stockproof/postgres';
import { openObjectStore, Workspace } from '@stockproof/sealed-history';
import { eventually, serviceDatabase, testBroker, type TestDatabase } from '@stockproof/testing';
import { from as copyFrom } from 'pg-copy-streams';
import { LEADS_ALONE } from '../../../apps/recovery/src/leader/leads-alone.js';
import { offerOfChange, offerOfPublished } from '../../../apps/recovery/src/sealing/offer-of.js';
import { Sealer } from '../../../apps/recovery/src/sealing/sealer.js';
import { fillLedger, type FilledRow, ledgerRows } from '../replay/fill-ledger.js';
import { cdcValue } from './cdc-value.js';
import { benchKeys } from './bench-keys.js';

export const PARTITIONS = 8;
/** Consumer group of the projection. */
export const GROUP = 'bench';
const CHUNK = 4_000;

/** Histories that a verification finds in agreement: where they are. */
export interface Histories {
  readonly events: number;
  readonly offers: number;
  readonly ledger_url: string;
  readonly view_url: string;
  readonly records_url: string;
  readonly captured: string;
  readonly availability: string;
  readonly store_url: string;
  readonly keys_folder: string;
}

/**
 * Fills databases and topics of their own with so many events, and seals partitions with at least so many messages
 * in a store in `folder`.
 */
export async function fillHistories(
  folder: string,
  events: number,
  offers: number,
  min_sealed = 1_000,
): Promise<{ readonly histories: Histories; drop(): Promise<void> }> {
  const databases: TestDatabase[] = [];
  for (const owner of ['command-handler', 'availability-projection', 'recovery'] as const)
    databases.push(await serviceDatabase(owner));
  const [ledger_url = '', view_url = '', records_url = ''] = databases.map(({ url }) => url);
  const id = randomUUID();
  const histories: Histories = {
    events,
    offers,
    ledger_url,
    view_url,
    records_url,
    captured: `bench-${id}-captured`,
    availability: `bench-${id}-availability`,
    store_url: pathToFileURL(join(folder, 'store')).href,
    keys_folder: join(folder, 'keys'),
  };
  await fillLedger(ledger_url, events, offers);
  const broker = testBroker();
  await createTopics(broker, histories);
  const producer = await broker.producer();
  try {
    const heads = await produceChanges(producer, histories, offers);
    await fillView(histories, heads);
    await produceHeads(producer, histories, heads);
    await markApplied(broker, histories, databases[1]);
  } finally {
    await producer.close();
  }
  await seal(broker, histories, databases[2], { folder, min_messages: min_sealed });
  return { histories, drop: async () => void (await Promise.all(databases.map((one) => one.drop()))) };
}

async function createTopics(broker: Broker, { captured, availability }: Histories): Promise<void> {
  const admin = await broker.admin();
  await admin.ensureTopics(
    [captured, availability].map((name) => ({ name, partitions: PARTITIONS, config: {} })),
  );
  // A new partition may have no leader yet.
  await eventually(() => admin.offsets(captured));
  await eventually(() => admin.offsets(availability));
  await admin.close();
}

/** The state of an offer after all of its rows. */
interface Head {
  readonly newest: FilledRow;
  readonly units: number;
}

async function produceChanges(
  producer: BrokerProducer,
  { captured, events }: Histories,
  offers: number,
): Promise<ReadonlyMap<string, Head>> {
  const heads = new Map<string, Head>();
  let chunk: ProducedMessage[] = [];
  for (const row of ledgerRows(events, offers)) {
    const { sku, seller_id, version } = row;
    heads.set(sku, { newest: row, units: (heads.get(sku)?.units ?? 0) + row.quantity });
    const key = JSON.stringify({ sku, seller_id, version });
    chunk.push({ partition: skuPartition(sku, PARTITIONS), key, value: cdcValue(row) });
    if (chunk.length < CHUNK) continue;
    await producer.send(captured, chunk);
    chunk = [];
  }
  await producer.send(captured, chunk);
  return heads;
}

async function produceHeads(
  producer: BrokerProducer,
  { availability }: Histories,
  heads: ReadonlyMap<string, Head>,
): Promise<void> {
  const messages = [...heads.values()].map(({ newest, units }): ProducedMessage => {
    const { sku, seller_id, version, event_ms, accepted_ms } = newest;
    const value = encodeAvailability({
      sku,
      seller_id,
      version,
      revision: 0,
      stock_on_hand: units,
      sellable: units,
      reserved: 0,
      damaged: 0,
      return_to_vendor: 0,
      locations: [{ location_id: 'default', sellable: units }],
      event_time_ms: event_ms,
      accepted_at_ms: accepted_ms,
    });
    return { partition: skuPartition(sku, PARTITIONS), key: availabilityKey(sku, seller_id), value };
  });
  for (let at = 0; at < messages.length; at += CHUNK)
    await producer.send(availability, messages.slice(at, at + CHUNK));
}

const OFFER_COLUMNS = `partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged,
  return_to_vendor, event_time, newest_event_time, accepted_at, changed_offset`;

async function fillView({ view_url }: Histories, heads: ReadonlyMap<string, Head>): Promise<void> {
  const client = new BoundClient(view_url);
  await client.connect();
  const copy = (columns: string, line: (head: Head) => readonly (string | number)[]): Promise<void> =>
    pipeline(
      Readable.from([...heads.values()].map((head) => `${line(head).join('\t')}\n`)),
      client.query(copyFrom(`COPY ${columns} FROM STDIN`)),
    );
  try {
    await copy(`offer_availability (${OFFER_COLUMNS})`, ({ newest, units }) => {
      const [event_time, accepted_at] = [newest.event_ms, newest.accepted_ms].map((ms) =>
        new Date(ms).toISOString(),
      );
      const place = [skuPartition(newest.sku, PARTITIONS), newest.seller_id, newest.sku, newest.version, 0];
      return [...place, units, units, 0, 0, 0, event_time ?? '', event_time ?? '', accepted_at ?? '', 1];
    });
    await copy('offer_location_availability (seller_id, sku, location_id, sellable)', ({ newest, units }) => [
      newest.seller_id,
      newest.sku,
      'default',
      units,
    ]);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** As if the projection had read and published everything. */
async function markApplied(
  broker: Broker,
  { captured, availability }: Histories,
  view: TestDatabase | undefined,
): Promise<void> {
  const admin = await broker.admin();
  const ends = await admin.offsets(captured);
  await admin.close();
  for (const [partition, { high }] of ends) {
    await view?.pool.query(`INSERT INTO consumer_position VALUES ($1, $2, $3, $4, 1, 'bench', now())`, [
      GROUP,
      captured,
      partition,
      high,
    ]);
    await view?.pool.query('INSERT INTO published_position VALUES ($1, $2, $3, 1)', [
      availability,
      partition,
      high,
    ]);
  }
}

async function seal(
  broker: Broker,
  { captured, availability, store_url, keys_folder }: Histories,
  records: TestDatabase | undefined,
  { folder, min_messages }: { readonly folder: string; readonly min_messages: number },
): Promise<void> {
  if (records === undefined) return;
  const workspace = await Workspace.open({ folder: join(folder, 'work'), cache_mib: 0 });
  try {
    const failed: Error[] = [];
    const sealer = new Sealer({
      records: records.pool,
      store: openObjectStore(store_url),
      workspace,
      keys: await benchKeys(records.pool, keys_folder),
      leader: LEADS_ALONE,
      broker,
      topics: [
        { topic: captured, offer_of: offerOfChange, consumers: null },
        { topic: availability, offer_of: () => offerOfPublished, consumers: null },
      ],
      every_ms: 0,
      min_messages,
      max_messages: 50_000,
      delete_after_ms: null,
      metrics: {
        unsealed: () => undefined,
        deleted: () => undefined,
        failed: () => undefined,
        done: () => undefined,
      },
      onFailed: (error) => failed.push(error),
    });
    await sealer.seal();
    if (failed[0] !== undefined) throw failed[0];
  } finally {
    await workspace.close();
  }
}
