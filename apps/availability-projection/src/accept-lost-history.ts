import { loadConfig } from '@stockproof/config';
import { TOPICS } from '@stockproof/events';
import { serviceBroker } from '@stockproof/kafka';
import { createPool } from '@stockproof/postgres';
import { acceptLostHistory } from './accept-lost-history/accept-lost-history.js';

// By hand, in the projection's own environment: see docs/runbooks/4-connector-lag.md.
const config = loadConfig(['STOCKPROOF_AVAILABILITY_DATABASE_URL', 'STOCKPROOF_KAFKA_BROKERS', 'STOCKPROOF_KAFKA_LOGIN', 'STOCKPROOF_TOPIC_PREFIX']);
const NEXT = 'now: npm run stockproof -- recovery run --contract inventory-availability-projection --scope all --mode repair';
const prefix = config.STOCKPROOF_TOPIC_PREFIX;
const pool = createPool({ url: config.STOCKPROOF_AVAILABILITY_DATABASE_URL, application_name: 'accept-lost-history', max: 1 });
const admin = await serviceBroker('accept-lost-history', config, console).admin();
try {
  const accepted = await acceptLostHistory(pool, admin, `${prefix}availability-projection`, prefix + TOPICS.ledgerChanges);
  const lines = accepted.map(({ partition, from_offset, to_offset, offers }) =>
    `partition ${partition}: offsets ${from_offset} to ${to_offset - 1} are lost; its ${offers} offers are suspect`);
  process.stdout.write(`${lines.length === 0 ? 'nothing is lost' : [...lines, NEXT].join('\n')}\n`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await Promise.all([admin.close(), pool.end()]);
}
