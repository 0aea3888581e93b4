import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalDigest } from '@stockproof/evidence';
import {
  objectsOf,
  openObjectStore,
  type SegmentManifest,
  signManifest,
  type SignedManifest,
  Workspace,
} from '@stockproof/sealed-history';
import {
  cdcMessage,
  eventually,
  recreateTopic,
  runningStack,
  serviceDatabase,
  testBroker,
  type TestDatabase,
} from '@stockproof/testing';
import { type Broker, topicNow } from '@stockproof/kafka';
import type { TrustedHistory } from '@stockproof/recovery-contract';
import type { Scope } from '@stockproof/recovery-run';
import { setDamagedAside } from '../accept-loss/set-damaged-aside.js';
import { setSealedAside } from '../accept-loss/set-sealed-aside.js';
import { RunControl } from '../engine/run-control.js';
import { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { LEADS_ALONE } from '../leader/leads-alone.js';
import { type HistoryContext } from '../flows/histories/barrier.js';
import { readCdcHistory } from '../flows/histories/read-cdc-history.js';
import { readPublished } from '../flows/histories/read-published.js';
import { selectorOf } from '../flows/scope/scope-selector.js';
import type { SealedHistory } from './sealed-history.js';
import { offerOfChange, offerOfPublished } from './offer-of.js';
import type { SealedTopic } from './sealed-topics.js';
import { Sealer } from './sealer.js';
import { listSealedSpans } from './sql/sealed-segments.js';

const GROUP = 'test-reader';
const NO_METRICS = {
  unsealed: () => undefined,
  deleted: () => undefined,
  failed: () => undefined,
  done: () => undefined,
};
const PARTITIONS = 2;
const SKUS = ['a', 'b"', 'ü', 'z'] as const;
const ROUNDS = 14;

const row = (sku: string, version: number) =>
  cdcMessage({
    op: 'c',
    after: { seller_id: 'ann', sku, version, status: 'applied', event_time: '2026-06-19T18:23:11Z' },
  });

const SCOPES: readonly Scope[] = [
  { type: 'all' },
  { type: 'by_sku', skus: ['a'] },
  { type: 'by_sku', skus: ['b"', 'none'] },
  { type: 'by_offer', offers: [{ seller_id: 'ann', sku: 'ü' }] },
  { type: 'by_seller', seller_ids: ['ann'] },
];

/** The instance with some of its methods replaced. */
function replaced<T extends object>(instance: T, methods: Partial<T>): T {
  return new Proxy(instance, {
    get(target, name) {
      const found = Reflect.get(name in methods ? methods : target, name) as unknown;
      return typeof found === 'function' ? (found.bind(target) as unknown) : found;
    },
  });
}

describe('sealed history of a CDC topic', () => {
  const broker = testBroker();
  let records: TestDatabase;
  let folder: string;
  let workspace: Workspace;
  let keys: EvidenceKeys;
  let topic: string;
  let sent = 0;

  beforeAll(async () => {
    records = await serviceDatabase('recovery');
    folder = await mkdtemp(join(tmpdir(), 'stockproof-sealing-'));
    workspace = await Workspace.open({ folder: join(folder, 'work'), cache_mib: 0 });
    keys = await EvidenceKeys.open({
      records: records.pool,
      secret: Buffer.alloc(32),
      folder: '',
      days: 0,
      now_ms: Date.now,
    });
  });
  afterAll(async () => {
    await workspace.close();
    await records.drop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    topic = `test-${randomUUID()}`;
    sent = 0;
    const admin = await broker.admin();
    await eventually(() => admin.ensureTopics([{ name: topic, partitions: PARTITIONS, config: {} }]));
    // Partitions nobody has written to may have no leader yet: the topic is new.
    await eventually(() => admin.offsets(topic));
    await admin.close();
    await send(ROUNDS);
  });
  afterEach(async () => {
    await records.pool.query('DELETE FROM sealed_segment');
    await rm(join(folder, 'store'), { recursive: true, force: true });
  });

  /** So many rows of each SKU, with something between them that nobody can read. */
  async function send(rounds: number): Promise<void> {
    const producer = await broker.producer();
    for (let round = 0; round < rounds; round += 1) {
      sent += 1;
      await producer.send(topic, [
        ...SKUS.map((sku, at) => ({ partition: at % PARTITIONS, key: sku, value: row(sku, sent) })),
        ...(round === 3 ? [{ partition: 0, key: null, value: 'no JSON' }] : []),
      ]);
    }
    await producer.close();
  }

  const sealed = (store = openObjectStore(pathToFileURL(join(folder, 'store')).href)): SealedHistory => ({
    records: records.pool,
    store,
    workspace,
    keys,
  });

  /** Seals all in segments of at most ten messages; rejects with what failed. */
  async function seal(
    history = sealed(),
    max_messages = 10,
    more: readonly SealedTopic[] = [],
    from: Broker = broker,
    now?: () => Date,
    delete_after_ms: number | null = null,
  ): Promise<void> {
    const errors: Error[] = [];
    const sealer = new Sealer({
      ...history,
      keys,
      leader: LEADS_ALONE,
      broker: from,
      ...(now === undefined ? {} : { now }),
      topics: [{ topic, offer_of: offerOfChange, consumers: consumers() }, ...more],
      every_ms: 0,
      delete_after_ms,
      metrics: NO_METRICS,
      min_messages: 1,
      max_messages,
      onFailed: (error) => errors.push(error),
    });
    await sealer.seal();
    if (errors[0] !== undefined) throw errors[0];
  }

  const segments = async (): Promise<SegmentManifest[]> =>
    (
      await records.pool.query<{ signed: SignedManifest }>(
        'SELECT signed FROM sealed_segment WHERE replaced_by IS NULL ORDER BY partition, from_offset',
      )
    ).rows.map(({ signed }) => signed.manifest);

  /** What a verification would see. */
  async function seen(scope: Scope, of: SealedHistory | null, trusts: TrustedHistory = 'sealed') {
    const context: Partial<HistoryContext> = {
      broker,
      topics: { captured: topic, availability: '' },
      partitions: PARTITIONS,
      sealed: of,
    };
    const selector = selectorOf(scope, PARTITIONS, [], trusts);
    // Both partitions: the SKUs of this test are not where their hash says.
    const both = { ...selector, partitions: new Set([0, 1]) };
    const read = await readCdcHistory(context as HistoryContext, both, [], new RunControl());
    const { history, ranges, after_last } = read;
    const { offers, forbidden, fingerprints } = history;
    return { offers, forbidden, fingerprints, counts: history.counts(), ranges, after_last };
  }

  it('gives the same messages as Kafka, for every scope, while it grows and merges', async () => {
    for (const rounds of [0, 1, 26]) {
      await send(rounds);
      for (const scope of SCOPES) expect(await seen(scope, sealed())).toEqual(await seen(scope, null));
      await seal();
      for (const scope of SCOPES) {
        const in_kafka = await seen(scope, sealed(), 'kafka');
        for (const trusts of ['sealed', 'both'] as const)
          expect(await seen(scope, sealed(), trusts)).toEqual(in_kafka);
      }
    }
    const standing = await segments();
    expect(standing.some(({ level }) => level > 0)).toBe(true);
    const messages = standing.flatMap(({ ranges }) => ranges).reduce((sum, one) => sum + one.messages, 0);
    expect(messages).toBe(sent * SKUS.length + 2);
  });

  it('has the newest published message of each offer in each partition, also forged ones', async () => {
    const published = `test-${randomUUID()}`;
    const admin = await broker.admin();
    await eventually(() => admin.ensureTopics([{ name: published, partitions: PARTITIONS, config: {} }]));
    await eventually(() => admin.offsets(published));
    await admin.close();
    const producer = await broker.producer();
    const says = (sku: string, version: number) => JSON.stringify({ seller_id: 'ann', sku, version });
    const publish = (round: number) =>
      producer.send(published, [
        ...SKUS.map((sku, at) => ({
          partition: at % PARTITIONS,
          key: `${sku}\u001fann`,
          value: sku === 'z' && round % 3 === 0 ? null : says(sku, round),
        })),
        { partition: (round + 1) % PARTITIONS, key: 'a\u001fann', value: says('a', 900 + round) },
        { partition: 0, key: 'nobody', value: says('b"', 800 + round) },
        { partition: 0, key: null, value: 'no JSON' },
      ]);
    const newest = async (scope: Scope, of: SealedHistory | null) => {
      const context: Partial<HistoryContext> = {
        broker,
        topics: { captured: topic, availability: published },
        partitions: PARTITIONS,
        sealed: of,
      };
      const selector = selectorOf(scope, PARTITIONS, [], of === null ? 'kafka' : 'both');
      const read = await readPublished(context as HistoryContext, selector);
      const named = read.latest.map((one) => [one.partition, one.sku, one.value?.toString() ?? null]);
      return { named: named.sort(), segments: read.segments.length };
    };
    for (let round = 0; round < 12; round += 1) await publish(round);
    for (let more = 12; more < 15; more += 1) {
      await seal(sealed(), 9, [{ topic: published, offer_of: () => offerOfPublished, consumers: null }]);
      for (const scope of SCOPES) {
        const found = await newest(scope, sealed());
        expect(found.named).toEqual((await newest(scope, null)).named);
        expect(found.segments).toBeGreaterThan(2);
      }
      await publish(more);
    }
    await producer.close();
  });

  it('has what retention deletes from Kafka', async () => {
    await seal();
    await send(2);
    const before = await Promise.all(SCOPES.map((scope) => seen(scope, sealed())));
    const admin = await broker.admin();
    // Within a range that was sealed at once: what is left of it is compared.
    await admin.deleteBefore(topic, new Map([[0, 17]]));
    await admin.close();
    for (const trusts of ['sealed', 'both'] as const)
      expect(await Promise.all(SCOPES.map((scope) => seen(scope, sealed(), trusts)))).toEqual(before);
    expect(await seen({ type: 'all' }, sealed(), 'kafka')).not.toEqual(before[0]);
    await seal();
    expect((await seen({ type: 'all' }, sealed())).offers).toEqual(before[0]?.offers);
  });

  it('is not continued when Kafka deleted messages that were not sealed', async () => {
    await seal();
    await send(20);
    const admin = await broker.admin();
    await admin.deleteBefore(topic, new Map([[0, (await admin.offsets(topic)).get(0)?.high ?? 0]]));
    await admin.close();
    await expect(seal()).rejects.toMatchObject({ name: 'SealedHistoryError', reason: 'hole' });
    await expect(seen({ type: 'all' }, sealed())).rejects.toMatchObject({ reason: 'hole' });
  });

  /** The broker as a sealer sees it that reads another message at an offset, or none. */
  const lying = (at: number, value: string | Buffer | null): Broker =>
    replaced(broker, {
      reader: async () => {
        const reader = await broker.reader();
        return replaced(reader, {
          fetch: async (...asked) =>
            (await reader.fetch(...asked)).map((one) => ({
              ...one,
              messages: one.messages.flatMap((message) => {
                if (one.partition !== 0 || message.offset !== at) return [message];
                return value === null ? [] : [{ ...message, value: Buffer.from(value) }];
              }),
            })),
        });
      },
    });

  it.each<[string, string | Buffer | null]>([
    ['skipped', null],
    ['forged', row('z', 77)],
    ['made unreadable', 'no JSON'],
  ])('if a message was %s when it was sealed, Kafka and sealed history differ', async (_how, value) => {
    await seal(sealed(), 10, [], lying(13, value));
    const in_kafka = await seen({ type: 'by_sku', skus: ['a'] }, sealed(), 'kafka');
    expect(await seen({ type: 'by_sku', skus: ['a'] }, sealed())).not.toEqual(in_kafka);
    for (const scope of SCOPES) {
      expect(await seen(scope, sealed(), 'kafka')).toEqual(await seen(scope, null));
      await expect(seen(scope, sealed(), 'both')).rejects.toMatchObject({
        reason: 'changed',
        message: expect.stringContaining(`Kafka differs from what is sealed of ${topic}/0 from 1`),
      });
    }
  });

  it('is of one log: if the topic is created again, nothing is read until what was sealed is set aside', async () => {
    await seal();
    const admin = await broker.admin();
    const ends = await admin.offsets(topic);
    await recreateTopic(runningStack(), topic);
    const now = await topicNow(admin, topic);
    await send(ROUNDS + 6);
    for (const trusts of ['sealed', 'both'] as const)
      await expect(seen({ type: 'all' }, sealed(), trusts)).rejects.toMatchObject({ reason: 'forged' });
    await expect(seal()).rejects.toMatchObject({ reason: 'forged' });
    const accept = () => setSealedAside('other_log', records.pool, () => topicNow(admin, topic));
    expect(await setSealedAside('lost_history', records.pool, () => topicNow(admin, topic))).toEqual([]);
    expect(await accept()).toEqual(
      [0, 1].map((partition) =>
        expect.objectContaining({ partition, next_offset: ends.get(partition)?.high, to_offset: 0 }),
      ),
    );
    expect(await accept()).toEqual([]);
    await admin.close();
    expect(now?.topic_id).not.toBe((await segments())[0]?.topic_id);
    await seal();
    for (const trusts of ['sealed', 'both'] as const)
      expect(await seen({ type: 'all' }, sealed(), trusts)).toEqual(await seen({ type: 'all' }, null));
  });

  const files = async (): Promise<string[]> =>
    (await readdir(join(folder, 'store'), { recursive: true, withFileTypes: true }))
      .filter((one) => one.name.endsWith('.parquet'))
      .map((one) => join(one.parentPath, one.name))
      .sort();
  const edit = (change: (manifest: SegmentManifest) => SegmentManifest, resign?: boolean) => async () => {
    const [first] = await segments();
    if (first === undefined) throw new Error('nothing is sealed');
    const { privateKey } = generateKeyPairSync('ed25519');
    const signing = await keys.signer(records.pool);
    const key = resign === true ? { key_id: signing.key_id, key: privateKey } : signing;
    const manifest = change(first);
    const signed =
      resign === undefined
        ? { manifest, digest: canonicalDigest(manifest), key_id: 'evidence-1', signature: 'A'.repeat(86) }
        : signManifest(manifest, key);
    await records.pool.query('UPDATE sealed_segment SET signed = $1 WHERE digest = $2', [
      JSON.stringify(signed),
      canonicalDigest(first),
    ]);
  };

  /** Both partitions are read to here; the group's database is that of the records for once. */
  const consumers = () => [{ db: records.pool, group: GROUP }];
  async function consumed(next_offset: number): Promise<void> {
    const admin = await broker.admin();
    const topic_id = (await admin.topicIds([topic])).get(topic);
    await admin.close();
    await records.pool.query(`CREATE TABLE IF NOT EXISTS consumer_position
      (consumer_group text, topic text, topic_id text, partition int, next_offset bigint)`);
    await records.pool.query('DELETE FROM consumer_position');
    await records.pool.query(
      `INSERT INTO consumer_position SELECT $1, $2, $3, p, $4 FROM generate_series(0, 1) AS p`,
      [GROUP, topic, topic_id, next_offset],
    );
  }
  const begins = async (): Promise<number[]> => {
    const admin = await broker.admin();
    const offsets = await admin.offsets(topic);
    await admin.close();
    return [0, 1].map((partition) => offsets.get(partition)?.low ?? -1);
  };

  it('is deleted from Kafka where it is sealed and read, and then read from segments', async () => {
    await consumed(0);
    await seal(sealed(), 10, [], broker, undefined, 1);
    expect(await begins()).toEqual([0, 0]);
    const before = await seen({ type: 'all' }, sealed());
    await consumed(12);
    await seal(sealed(), 10, [], broker, undefined, 600_000);
    expect(await begins()).toEqual([0, 0]);
    await seal(sealed(), 10, [], broker, undefined, 1);
    expect(await begins()).toEqual([12, 12]);
    await send(2);
    await consumed(1_000);
    await seal(sealed(), 10, [], broker, undefined, 1);
    expect((await begins())[0]).toBeGreaterThan(12);
    const after = await seen({ type: 'all' }, sealed());
    expect(after.counts.read).toBe(before.counts.read + 2 * SKUS.length);
  });

  it('is set aside where it is damaged, and sealed again from Kafka', async () => {
    await seal();
    expect(await setDamagedAside(sealed(), broker)).toEqual([]);
    await rm((await files())[0] ?? '');
    await expect(seen({ type: 'all' }, sealed())).rejects.toMatchObject({ reason: 'missing' });
    const [{ partition = -1 } = {}, ...others] = await setDamagedAside(sealed(), broker);
    expect(others).toEqual([]);
    const standing = async () => (await listSealedSpans(records.pool)).map((one) => one.partition);
    expect(await standing()).toEqual([1 - partition]);
    expect(await seen({ type: 'all' }, sealed())).toEqual(await seen({ type: 'all' }, null));
    await seal();
    expect(await standing()).toEqual([0, 1]);
    expect(await seen({ type: 'all' }, sealed())).toEqual(await seen({ type: 'all' }, null));
  });

  it('is not set aside where Kafka has not all of it any more', async () => {
    await consumed(12);
    await seal(sealed(), 10, [], broker, undefined, 1);
    const before = await segments();
    for (const file of await files()) await rm(file);
    await expect(setDamagedAside(sealed(), broker)).rejects.toThrow('bring the objects back');
    expect(await segments()).toEqual(before);
  });

  it('stays in Kafka while a file of it is missing in the store', async () => {
    await seal();
    await consumed(1_000);
    await rm((await files())[0] ?? '');
    await expect(seal(sealed(), 10, [], broker, undefined, 1)).rejects.toMatchObject({ reason: 'missing' });
    expect(await begins()).toContain(0);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a byte of a file is changed',
      async () => {
        const [first = ''] = await files();
        const bytes = await readFile(first);
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        await writeFile(first, bytes, { mode: 0o600 });
      },
      'changed',
    ],
    ['a file is cut', async () => writeFile((await files())[0] ?? '', 'PAR1'), 'changed'],
    ['a file is gone', async () => rm((await files())[0] ?? ''), 'missing'],
    [
      'two files are swapped',
      async () => {
        const [first = '', second = ''] = await files();
        await rename(first, `${first}.x`);
        await rename(second, first);
        await rename(`${first}.x`, second);
      },
      'changed',
    ],
    [
      'a segment is gone',
      () => records.pool.query('DELETE FROM sealed_segment WHERE from_offset > 0 AND partition = 0'),
      'none',
    ],
    [
      'a segment in the middle is gone',
      () =>
        records.pool.query(
          'DELETE FROM sealed_segment WHERE from_offset = (SELECT min(from_offset) FROM sealed_segment WHERE from_offset > 0)',
        ),
      'hole',
    ],
    [
      'the first segment is gone',
      () => records.pool.query('DELETE FROM sealed_segment WHERE from_offset = 0 AND partition = 0'),
      'hole',
    ],
    ['a manifest is edited', edit((manifest) => ({ ...manifest, unnamed: 0, files: [] })), 'forged'],
    ['a manifest is signed by another key', edit((manifest) => manifest, true), 'forged'],
    [
      'a manifest is of another topic',
      edit((manifest) => ({ ...manifest, topic_id: 'another' }), false),
      'forged',
    ],
    [
      'a manifest says less, signed by the true key',
      edit((manifest) => ({ ...manifest, files: [] }), false),
      'forged',
    ],
  ])('reports it if %s', async (_case, corrupt, reason) => {
    await seal(sealed(), 8);
    await corrupt();
    const outcome = await seen({ type: 'all' }, sealed()).then(
      () => 'none',
      (error: { reason?: string }) => error.reason,
    );
    expect(outcome).toBe(reason);
    // What is not sealed any more is read from Kafka.
    if (reason === 'none')
      expect(await seen({ type: 'all' }, sealed())).toEqual(await seen({ type: 'all' }, null));
  });

  it('is deleted an hour after it was merged, not before, and only if no remaining segment has it', async () => {
    await send(40);
    await seal();
    const merged = (await records.pool.query('SELECT 1 FROM sealed_segment WHERE replaced_by IS NOT NULL'))
      .rowCount;
    expect(merged).toBeGreaterThan(7);
    const all = await files();
    const at = (minutes: number) => () => new Date(Date.now() + minutes * 60_000);
    await seal(sealed(), 10, [], broker, at(59));
    expect(await files()).toEqual(all);
    await seal(sealed(), 10, [], broker, at(61));
    const left = await files();
    const named = (await segments()).flatMap(objectsOf).map((object) => join(folder, 'store', object));
    expect(left).toEqual(named.sort());
    expect(left.length).toBeLessThan(all.length);
    expect(await seen({ type: 'all' }, sealed(), 'both')).toEqual(await seen({ type: 'all' }, null));
  });

  it('is complete after a crash at each of its writes', async () => {
    const died = new Error('the process died');
    const in_kafka = await seen({ type: 'all' }, null);
    for (let at = 1; ; at += 1) {
      let writes = 0;
      const dies = async <T>(write: () => Promise<T>): Promise<T> => {
        writes += 1;
        if (writes === at) throw died;
        const result = await write();
        if (writes === at + 1) throw died;
        return result;
      };
      const { store, ...rest } = sealed();
      const dying = {
        ...store,
        fetch: store.fetch.bind(store),
        list: store.list.bind(store),
        put: (object: string, file: string) => dies(() => store.put(object, file)),
        delete: (object: string) => dies(() => store.delete(object)),
      };
      const run = (query: object) =>
        Reflect.apply(rest.records.query, rest.records, [query]) as Promise<unknown>;
      const pool = new Proxy(rest.records, {
        get: (target, name) =>
          name === 'query'
            ? (query: { name?: string }) =>
                query.name === 'insert-segment' ? dies(() => run(query)) : run(query)
            : (Reflect.get(target, name) as unknown),
      });
      const outcome = await seal({ ...rest, records: pool, store: dying }, 30).then(
        () => 'done',
        (error: Error) => error,
      );
      expect(await seen({ type: 'all' }, sealed())).toEqual(in_kafka);
      if (outcome === 'done') break;
      expect(outcome).toBe(died);
    }
    const standing = await segments();
    expect(standing.flatMap(({ ranges }) => ranges).reduce((sum, one) => sum + one.messages, 0)).toBe(
      sent * SKUS.length + 1,
    );
  });
});
