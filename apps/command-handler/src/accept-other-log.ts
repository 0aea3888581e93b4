import { loadConfig } from '@stockproof/config';
import { serviceBroker, topicNow } from '@stockproof/kafka';
import { acceptOtherLogs, createPool, tellMoved } from '@stockproof/postgres';

// By hand, in the service's own environment, while it is stopped: see docs/runbooks/11-another-log.md.
const config = loadConfig(['STOCKPROOF_INVENTORY_DATABASE_URL', 'STOCKPROOF_KAFKA_BROKERS', 'STOCKPROOF_KAFKA_LOGIN', 'STOCKPROOF_TOPIC_PREFIX']);
const NEXT = 'what was acknowledged from there on and never decided has no outcome: its senders must send it again';
const consumer_group = `${config.STOCKPROOF_TOPIC_PREFIX}command-handler`;
const pool = createPool({ url: config.STOCKPROOF_INVENTORY_DATABASE_URL, application_name: 'accept-other-log', max: 1 });
const admin = await serviceBroker('accept-other-log', config, console).admin();
try {
  const moved = await acceptOtherLogs(pool, { consumer_group, topicNow: (topic) => topicNow(admin, topic) });
  // What was committed of the old log would look like a database that went back.
  for (const { topic, partition, to_offset } of moved) await admin.commit(consumer_group, topic, new Map([[partition, to_offset]]));
  process.stdout.write(tellMoved(moved, NEXT));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await Promise.all([admin.close(), pool.end()]);
}
