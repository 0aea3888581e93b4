import { kafkaAccess } from '@stockproof/embedded';
import { accessConfig } from '@stockproof/kafka';
import kafkajs, { type Kafka } from 'kafkajs';
import type { RunningStack } from '../running-stack.js';

/** kafkajs itself, for what our port has no word for; as set-up's login. Says nothing. */
export function kafkaClient({ home, urls }: RunningStack): Kafka {
  return new kafkajs.Kafka({
    ...accessConfig(kafkaAccess(home, urls.kafka)),
    logLevel: kafkajs.logLevel.NOTHING,
  });
}
