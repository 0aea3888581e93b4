import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '@stockproof/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ending } from './ending.js';

/** From the signal on; a process that is still running then exits with 2. */
export const DRAIN_WITHIN_MS = 15_000;
/** Requests that are not answered by then are cut off, so that producers and pools can still be closed. */
const ANSWER_WITHIN_MS = DRAIN_WITHIN_MS - 3_000;

/**
 * Shuts an app down, in an order in which nothing waits forever: it is not ready from the first moment and
 * event streams end; consumers stop while requests are still served; a load balancer gets time to notice;
 * then the listener closes after the requests in progress. A request that takes longer than
 * `answer_within_ms` in total loses its connection.
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
