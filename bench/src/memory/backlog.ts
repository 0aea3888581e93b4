import { readFileSync } from 'node:fs';
import { producerKeyFile } from '@stockproof/embedded';
import { skuPartition, TOPICS } from '@stockproof/events';
import { producerSigner } from '@stockproof/producer-signature';
import { type RunningStack, testBroker } from '@stockproof/testing';
import { createRandom } from '@stockproof/workload';
import type { BenchEvent } from '../events.js';

const PAGE = 5_000;
/** The number of offers grows with the backlog, so state per offer shows in the figures. */
const EVENTS_AN_OFFER = 4;
/** One of this many events is sent twice. */
const REDELIVERED = 50;

/** The number of redeliveries among `count` events. */
export const redelivered = (count: number): number => Math.floor(count / REDELIVERED);

/** Sends `count` signed updates directly to the topic, in pages. */
export const sendBacklog = (stack: RunningStack, count: number): Promise<void> =>
  sendUpdates(stack, pages(count));

/** Sends signed updates of any seller, as ingestion does. */
export async function sendUpdates(
  stack: RunningStack,
  updates: Iterable<readonly BenchEvent[]>,
): Promise<void> {
  const sign = producerSigner(readFileSync(producerKeyFile(stack.home, 'ingestion'), 'utf8'));
  const producer = await testBroker(stack).producer();
  try {
    for (const page of updates) {
      await producer.send(
        TOPICS.updates,
        page.map((event) => {
          const value = JSON.stringify(event);
          return { partition: skuPartition(event.sku, 8), key: event.sku, value, headers: sign(value) };
        }),
      );
    }
  } finally {
    await producer.close();
  }
}

function* pages(count: number): Generator<BenchEvent[]> {
  const random = createRandom(7);
  const offers = Math.max(1, Math.floor(count / EVENTS_AN_OFFER));
  const event_time = new Date(Date.now() - 60_000).toISOString();
  let page: BenchEvent[] = [];
  for (let index = 1; index <= count; index += 1) {
    const before = page.at(-1);
    const offer = random.between(1, offers);
    page.push(
      index % REDELIVERED === 0 && before !== undefined
        ? before
        : {
            event_id: `backlog-${index}`,
            seller_id: `seller-${offer % 7}`,
            sku: `sku-${offer}`,
            operation: 'I',
            quantity: random.between(1, 9),
            event_time,
          },
    );
    if (page.length < PAGE && index < count) continue;
    yield page;
    page = [];
  }
}
