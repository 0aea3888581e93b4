import { loadConfig } from '@stockproof/config';
import { BROKER_SETTINGS, serviceBroker, topicNow } from '@stockproof/kafka';
import { acceptByHand } from '@stockproof/postgres';
import { recordedLoss } from '@stockproof/security-log';
import { setSealedAside } from './accept-loss/set-sealed-aside.js';

// An operator runs this in the service's environment: docs/runbooks/11-another-log.md.
const config = loadConfig([
  'STOCKPROOF_RECOVERY_DATABASE_URL',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
]);
const admin = await serviceBroker('accept-loss', config, console).admin();
await acceptByHand(process.argv.slice(2), {
  database_url: config.STOCKPROOF_RECOVERY_DATABASE_URL,
  accept: (loss, pool) => setSealedAside(loss, pool, (topic) => topicNow(admin, topic)),
  next: 'what is sealed of it is kept and not read; now: npm run stockproof -- recovery run --contract inventory-availability-projection --scope all',
  recorded: recordedLoss(`${config.STOCKPROOF_TOPIC_PREFIX}recovery`),
  close: () => admin.close(),
});
