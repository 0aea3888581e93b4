import { kafkaAccess } from '@stockproof/embedded';
import { accessConfig } from '@stockproof/kafka';
import kafkajs, { type Kafka } from 'kafkajs';
import type { RunningStack } from '../running-stack.js';

/** kafkajs itself, for requests that our port does not have, with set-up's login. It logs nothing. */
export function kafkaClient({ home, urls }: RunningStack): Kafka {
  return new kafkajs.Kafka({
    ...accessConfig(kafkaAccess(home, urls.kafka)),
    logLevel: kafkajs.logLevel.NOTHING,
  });
}
