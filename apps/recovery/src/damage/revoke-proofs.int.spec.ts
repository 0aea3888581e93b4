import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrokerProducer, ProducedMessage } from '@stockproof/kafka';
import { SealedHistoryError } from '@stockproof/sealed-history';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { setSpanAside } from '../accept-loss/set-span-aside.js';
import { nextChanged } from '../evidence/sql/changed-offers.js';
import { listConfidence, writeConfidence } from '../evidence/sql/offer-confidence.js';
import { readOfferCounts } from '../evidence/sql/offer-counts.js';
import { LEADS_ALONE } from '../leader/leads-alone.js';
import { migrations } from '../migrations/index.js';
import { noteDamage } from './note-damage.js';
import { countRevoked, reopenDamage } from './sql/sealed-damage.js';
import { RevokeProofs } from './revoke-proofs.js';

const HOUR_MS = 3_600_000;
const at = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** What the owner of the view receives it of it. */
interface Reported {
  readonly confidence: string;
  readonly verified_at: string;
  readonly offers: readonly { readonly sku: string }[];
}

describe('proofs that relied on damaged sealed history', () => {
  let database: TestDatabase;
  let reported: Reported[] = [];
  let records = 0;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    reported = [];
    for (const table of ['changed_offer', 'offer_confidence', 'sealed_damage', 'sealed_segment'])
      await database.pool.query(`DELETE FROM ${table}`);
    await segment(0, 'files/a', 'files/b');
    await segment(1, 'files/c', 'files/d');
  });

  /** A segment of a partition with two files, of the SKUs that end their names. */
  async function segment(partition: number, ...objects: string[]): Promise<void> {
    const files = objects.map((object) => ({
      object,
      first_sku: object.slice(-1),
      last_sku: object.slice(-1),
    }));
    await database.pool.query(
      `INSERT INTO sealed_segment (digest, topic, topic_id, partition, from_offset, to_offset, level, signed)
       VALUES ($1, 'cdc', 'id', $2, 0, 100, 0, $3)`,
      [String(partition).repeat(64), partition, JSON.stringify({ manifest: { files } })],
    );
  }

  /** A trusted record of these offers that names these partitions' segments, as they were when they were smaller. */
  async function prove(skus: string, partitions: readonly number[], requested_at = at(-1)): Promise<void> {
    const recovery_id = `rec-${(records += 1)}`;
    const record = {
      requested_at,
      sealed_segments: partitions.map((partition) => ({
        topic: 'cdc',
        partition,
        from_offset: 0,
        to_offset: 50,
      })),
    };
    await database.pool.query(
      `INSERT INTO recovery (recovery_id, flow, mode, scope, status, requested_by, version)
       VALUES ($1, 'view', 'verify', '{}', 'completed', 'ann', 1)`,
      [recovery_id],
    );
    await database.pool.query(
      'INSERT INTO evidence (sequence, recovery_id, digest, record, published) VALUES ($1, $2, $3, $4, true)',
      [records, recovery_id, String(records).padStart(64, '0'), JSON.stringify(record)],
    );
    const offers = [...skus].map((sku) => ({ seller_id: 'ann', sku, version: 1 }));
    await writeConfidence(database.pool, offers, 'trusted', recovery_id, requested_at);
  }

  const revoke = () =>
    new RevokeProofs({
      records: database.pool,
      leader: LEADS_ALONE,
      notify: {
        producer: partOf<BrokerProducer>({
          send: async (_topic: string, messages: readonly ProducedMessage[]) => {
            for (const { value } of messages) reported.push(JSON.parse(String(value)) as Reported);
            return [];
          },
        }),
        topic: 'repairs',
        partitions: 1,
      },
      every_ms: 0,
      onFailed: (error) => {
        throw error;
      },
    }).turn();
  const skusOf = (rows: readonly { readonly sku: string }[]): string =>
    rows
      .map(({ sku }) => sku)
      .sort()
      .join('');
  const listed = async (confidence: string) =>
    listConfidence(database.pool, { confidence, sku: null, after: null }, 100);
  const broken = (object: string) =>
    new SealedHistoryError('changed', `${object} has other bytes`, { object });

  it('are revoked for the SKUs of the damaged file, are due, and the owner of the view receives it of it', async () => {
    await prove('ab', [0]);
    await prove('cd', [1]);
    expect(await noteDamage(database.pool, broken('files/a'))).toBe(true);
    await revoke();
    const [one, ...others] = await listed('untrusted');
    expect([one?.sku, one?.revoked, others]).toEqual(['a', 'files/a has other bytes', []]);
    expect(skusOf(await listed('trusted'))).toBe('bcd');
    // Not among those that were found wrong, which are verified apart.
    expect(await nextChanged(database.pool, 9)).toMatchObject([{ sku: 'a', untrusted: false, attempts: 0 }]);
    expect(reported).toMatchObject([
      { confidence: 'untrusted', verified_at: one?.verified_at.toISOString(), offers: [{ sku: 'a' }] },
    ]);
    expect(await readOfferCounts(database.pool, 24)).toMatchObject({ trusted: 3, untrusted: 1 });
    expect(await countRevoked(database.pool)).toBe(1);
  });

  it('are revoked for all SKUs where segments are set aside, and what failed meanwhile is due at once', async () => {
    await prove('ab', [0]);
    await prove('cd', [1]);
    await noteDamage(database.pool, broken('files/a'));
    await revoke();
    await database.pool.query(`UPDATE changed_offer SET queued_at = now() + interval '1 day', attempts = 3`);
    const span = { topic: 'cdc', topic_id: 'id', partition: 0, from_offset: 0, to_offset: 100 };
    await setSpanAside(database.pool, span, 'a file is gone');
    await revoke();
    expect(skusOf(await listed('untrusted'))).toBe('ab');
    expect(skusOf(await nextChanged(database.pool, 9))).toBe('ab');
  });

  it('count again with the next record, and stay so', async () => {
    await prove('a', [0]);
    await noteDamage(database.pool, broken('files/a'));
    await revoke();
    await prove('a', [0], at(1));
    await revoke();
    expect((await listed('trusted')).map(({ sku, revoked }) => [sku, revoked])).toEqual([['a', null]]);
    expect(await countRevoked(database.pool)).toBe(0);
  });

  it('are revoked where their run had read it before, and ended after it was handled', async () => {
    await noteDamage(database.pool, broken('files/a'));
    await revoke();
    await prove('a', [0], at(-1));
    await revoke();
    expect(skusOf(await listed('trusted'))).toBe('a');
    await reopenDamage(database.pool, at(-1));
    await revoke();
    expect(skusOf(await listed('untrusted'))).toBe('a');
  });

  it.each([
    ['an object of a segment that was merged meanwhile', broken('files/gone')],
    ['an error of another kind', new Error('away')],
    ['an error that names no object', new SealedHistoryError('hole', 'a hole')],
  ])('stand after %s', async (_what, error) => {
    await prove('ab', [0]);
    expect(await noteDamage(database.pool, error)).toBe(false);
    await revoke();
    expect(skusOf(await listed('trusted'))).toBe('ab');
  });
});
