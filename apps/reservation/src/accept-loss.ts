import { loadConfig } from '@stockproof/config';
import { BROKER_SETTINGS, serviceBroker, topicNow } from '@stockproof/kafka';
import { acceptByHand, acceptLoss } from '@stockproof/postgres';
import { recordedLoss } from '@stockproof/security-log';

// An operator runs this in the service's environment, while the service is stopped:
// docs/runbooks/11-another-log.md.
const config = loadConfig([
  'STOCKPROOF_RESERVATION_DATABASE_URL',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
]);
const consumer_group = `${config.STOCKPROOF_TOPIC_PREFIX}reservation`;
const admin = await serviceBroker('accept-loss', config, console).admin();
await acceptByHand(process.argv.slice(2), {
  database_url: config.STOCKPROOF_RESERVATION_DATABASE_URL,
  next: 'answers that were in it are asked for again by the sagas that wait for them, within a minute',
  accept: (loss, pool) =>
    acceptLoss(loss, pool, {
      consumer_group,
      topicNow: (topic) => topicNow(admin, topic),
      forgetCommitted: ({ topic, partition, to_offset }) =>
        admin.commit(consumer_group, topic, new Map([[partition, to_offset]])),
    }),
  recorded: recordedLoss(consumer_group),
  close: () => admin.close(),
});
