import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '@stockproof/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ending } from './ending.js';

/**
 * Ends what an app serves, in the order in which nothing waits for what does not come: not ready from the first moment on
 * and event streams end; what reads from Kafka stops, while requests are still served; a balancer gets the time to notice;
 * then the listener closes, after what is under way.
 */
export async function drain(app: NestFastifyApplication, stopReading: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  const { STOCKPROOF_DRAIN_NOTICE_MS } = loadConfig(['STOCKPROOF_DRAIN_NOTICE_MS']);
  app.get(Ending, { strict: false }).begin();
  await Promise.all([stopReading(), delay(STOCKPROOF_DRAIN_NOTICE_MS)]);
  await app.close();
}
