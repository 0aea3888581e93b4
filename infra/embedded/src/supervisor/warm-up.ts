import { TOPICS } from '@stockproof/events';
import { createKafkaJsBroker, type KafkaAccess } from '@stockproof/kafka';
import { BoundClient } from '@stockproof/postgres';
import { waitUntil } from '@stockproof/timing';
import type { TopologyKind } from '../instance/topology.js';

const COMMITS = 100;
const BEATS_EACH = 40;
const BEATS = COMMITS * BEATS_EACH;
/** With copies each of the connector's transactions takes several times as long. */
const WITHIN_MS = { single: 8_000, ha: 30_000 };

const SQL = `
  DO $$ BEGIN
    INSERT INTO debezium_heartbeat VALUES ('warm-up', now()) ON CONFLICT DO NOTHING;
    FOR one IN 1..${COMMITS} LOOP
      FOR beat IN 1..${BEATS_EACH} LOOP
        UPDATE debezium_heartbeat SET beat_at = clock_timestamp() WHERE connector = 'warm-up';
      END LOOP;
      COMMIT;
      PERFORM pg_sleep(0.02);
    END LOOP;
  END $$`;

/**
 * Sends heartbeats through the ledger's connector until its code is compiled, because a cold JVM is much
 * slower and the first updates would wait for seconds. It uses many small commits, because each poll of the
 * connector is a Kafka transaction, and these are what is cold. Heartbeats change no state. Never fails a
 * start.
 */
export async function warmUp(
  inventory_url: string,
  kafka: KafkaAccess,
  topology: TopologyKind,
): Promise<void> {
  const client = new BoundClient(inventory_url);
  const admin = await createKafkaJsBroker({ client_id: 'stockproof-warm-up', ...kafka }).admin();
  try {
    const end = async () => (await admin.offsets(TOPICS.heartbeats)).get(0)?.high ?? 0;
    const before = await end();
    await client.connect();
    await client.query(SQL);
    const delivered = async () => (await end()) >= before + BEATS;
    await waitUntil(delivered, { what: 'the connector to be warm', within_ms: WITHIN_MS[topology] });
  } catch (error) {
    console.warn(`not warmed up: ${(error as Error).message}`);
  } finally {
    await Promise.all([client.end().catch(() => undefined), admin.close()]);
  }
}
