import { setTimeout as delay } from 'node:timers/promises';

/**
 * Sends until the answer is neither 429 nor 503, waiting as many seconds as the answer names. The same events
 * may be sent again because of their ids. It never gives up.
 */
export async function sendUntilAccepted(send: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 429 && answer.status !== 503) return answer;
    await answer.arrayBuffer();
    await delay(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
  }
}
