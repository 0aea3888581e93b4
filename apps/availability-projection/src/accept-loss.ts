import { loadConfig } from '@stockproof/config';
import { TOPICS } from '@stockproof/events';
import { BROKER_SETTINGS, serviceBroker, topicNow } from '@stockproof/kafka';
import { acceptByHand, acceptLoss } from '@stockproof/postgres';
import { recordedLoss } from '@stockproof/security-log';
import { suspectAfterLoss } from './accept-loss/suspect-after-loss.js';

// An operator runs this in the projection's environment, while it is stopped:
// docs/runbooks/4-connector-lag.md and 11-another-log.md.
const config = loadConfig([
  'STOCKPROOF_AVAILABILITY_DATABASE_URL',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
]);
const prefix = config.STOCKPROOF_TOPIC_PREFIX;
const admin = await serviceBroker('accept-loss', config, console).admin();
await acceptByHand(process.argv.slice(2), {
  database_url: config.STOCKPROOF_AVAILABILITY_DATABASE_URL,
  next: 'the offers they may have missed are suspect; now: npm run stockproof -- recovery run --contract inventory-availability-projection --scope all --mode repair',
  accept: (loss, pool) =>
    acceptLoss(loss, pool, {
      consumer_group: `${prefix}availability-projection`,
      topicNow: (topic) => topicNow(admin, topic),
      alsoIn: (db, moved, epoch) =>
        moved.topic === prefix + TOPICS.ledgerChanges
          ? suspectAfterLoss(db, moved, prefix + TOPICS.availability, epoch)
          : Promise.resolve(),
    }),
  recorded: recordedLoss(`${prefix}availability-projection`),
  close: () => admin.close(),
});
