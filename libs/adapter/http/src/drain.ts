import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '@stockproof/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ending } from './ending.js';

/** From the signal on; a process that is still there then exits 2. */
export const DRAIN_WITHIN_MS = 15_000;
/** What is not answered by then is cut off, so that producers and pools behind the listener can still be closed. */
const ANSWER_WITHIN_MS = DRAIN_WITHIN_MS - 3_000;

/**
 * Ends what an app serves, in the order in which nothing waits for what does not come: not ready from the first moment on
 * and event streams end; what reads from Kafka stops, while requests are still served; a balancer gets the time to notice;
 * then the listener closes, after what is under way. A request that takes longer than `answer_within_ms` in all loses its connection.
 */
export async function drain(
  app: NestFastifyApplication,
  stopReading: () => Promise<unknown> = () => Promise.resolve(),
  answer_within_ms = ANSWER_WITHIN_MS,
): Promise<void> {
  const { STOCKPROOF_DRAIN_NOTICE_MS } = loadConfig(['STOCKPROOF_DRAIN_NOTICE_MS']);
  const cut_at_ms = performance.now() + answer_within_ms;
  app.get(Ending, { strict: false }).begin();
  await Promise.all([stopReading(), delay(STOCKPROOF_DRAIN_NOTICE_MS)]);
  const cut = setTimeout(
    () => app.getHttpServer().closeAllConnections(),
    Math.max(0, cut_at_ms - performance.now()),
  );
  await app.close().finally(() => clearTimeout(cut));
}
