import { generateKeyPairSync } from 'node:crypto';
import { EVIDENCE_BYTES } from '@stockproof/bounds';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { canonicalJson, CHAIN_START, type Evidence, seal, verifyEvidence } from '@stockproof/evidence';
import type { BrokerProducer } from '@stockproof/kafka';
import {
  aContent,
  readTopic,
  testBroker,
  testDatabase,
  type TestDatabase,
  testTopics,
} from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { EvidencePublisher } from './evidence-publisher.js';
import { insertEvidence } from './sql/evidence.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const RECOVERY = 'r'.repeat(64);
/** A signed record of exactly so many bytes. */
const recordOf = (bytes: number): Evidence => {
  const sealed = (intent: string): Evidence =>
    seal(aContent({ recovery_id: RECOVERY, intent }), CHAIN_START, { key_id: 'k', key: privateKey });
  const missing = bytes - Buffer.byteLength(canonicalJson(sealed('')));
  return sealed('x'.repeat(missing));
};

describe('the largest record', () => {
  const broker = testBroker();
  let database: TestDatabase;
  let producer: BrokerProducer;
  let topic: string;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    topic = `${await testTopics(broker)}${TOPICS.evidence}`;
    producer = await broker.producer();
    await database.pool.query(
      `INSERT INTO recovery (recovery_id, flow, mode, scope, status, requested_by, version) VALUES ($1, 'f', 'verify', '{}', 'completed', 'me', 1)`,
      [RECOVERY],
    );
  });
  afterAll(async () => {
    await producer.close();
    await database.drop();
  });

  it('is stored and published whole; one byte more is refused before anything is written', async () => {
    const one = recordOf(EVIDENCE_BYTES.record + 1);
    await expect(insertEvidence(database.pool, one)).rejects.toThrow(
      `the record would have ${EVIDENCE_BYTES.record + 1} bytes, at most ${EVIDENCE_BYTES.record} are kept`,
    );
    const count = async () =>
      (await database.pool.query<{ count: number }>('SELECT count(*)::int AS count FROM evidence')).rows[0]
        ?.count;
    expect(await count()).toBe(0);
    await insertEvidence(database.pool, recordOf(EVIDENCE_BYTES.record));
    const notify = { producer, topic: 'nobody is told', partitions: 8 };
    await new EvidencePublisher({
      pool: database.pool,
      producer,
      topic,
      notify,
      keep: () => Promise.resolve(),
    }).publish();
    const [message] = await readTopic(broker, topic, (read) => read.length > 0);
    expect([message?.key?.toString(), message?.value?.length]).toEqual([RECOVERY, EVIDENCE_BYTES.record]);
    expect(
      verifyEvidence(
        JSON.parse(message?.value?.toString() ?? ''),
        new Map([['k', { key: publicKey, valid_from: '', valid_until: null }]]),
      ),
    ).toEqual([]);
  });
});
