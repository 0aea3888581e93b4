import { loadConfig } from '@stockproof/config';
import { TOPICS } from '@stockproof/events';
import { serviceBroker, topicNow } from '@stockproof/kafka';
import { acceptOtherLogs, createPool, tellMoved } from '@stockproof/postgres';
import { beginHistoryAgain } from './accept-other-log/begin-history-again.js';

// By hand, in the projection's own environment, while it is stopped: see docs/runbooks/11-another-log.md.
const config = loadConfig(['STOCKPROOF_AVAILABILITY_DATABASE_URL', 'STOCKPROOF_KAFKA_BROKERS', 'STOCKPROOF_KAFKA_LOGIN', 'STOCKPROOF_TOPIC_PREFIX']);
const NEXT = 'now: npm run stockproof -- recovery run --contract inventory-availability-projection --scope all --mode repair';
const prefix = config.STOCKPROOF_TOPIC_PREFIX;
const pool = createPool({ url: config.STOCKPROOF_AVAILABILITY_DATABASE_URL, application_name: 'accept-other-log', max: 2 });
const admin = await serviceBroker('accept-other-log', config, console).admin();
try {
  process.stdout.write(tellMoved(await acceptOtherLogs(pool, {
    consumer_group: `${prefix}availability-projection`, topicNow: (topic) => topicNow(admin, topic),
    alsoIn: (db, moved, epoch) =>
      (moved.topic === prefix + TOPICS.ledgerChanges ? beginHistoryAgain(db, moved, prefix + TOPICS.availability, epoch) : Promise.resolve()),
  }), NEXT));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await Promise.all([admin.close(), pool.end()]);
}
