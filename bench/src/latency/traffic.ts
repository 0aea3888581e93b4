import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS } from '@stockproof/events';
import { type ConsumedMessage, tailTopic, type TopicTail } from '@stockproof/kafka';
import { eventually, type RunningStack, type Seller, seller, testBroker } from '@stockproof/testing';
import type { Timestamps } from './stages.js';

/** Single events at a steady rate, each of a new offer, with the time at which each stage had it. */
export interface Traffic {
  /** Posts for this long, waits until all accepted events are on the topic, and returns their times. */
  run(seconds: number, name: string): Promise<Timestamps[]>;
  close(): Promise<void>;
}

const TURN_MS = 5;
const PUBLISHED_WITHIN_MS = 60_000;

type Seen = Map<string, Timestamps>;

/** Open loop: an event is posted when it is due, whether or not earlier ones were answered. */
export async function openTraffic(stack: RunningStack, rate: number): Promise<Traffic> {
  const seen: Seen = new Map();
  const readers = await Promise.all([
    // The time at which the connector wrote it, not at which this process read it.
    follow(TOPICS.ledgerChanges, seen, (timestamps, { value, timestamp }) => {
      timestamps.captured_ms ??= (JSON.parse(String(value)) as { ts_ms: number }).ts_ms;
      timestamps.produced_ms ??= timestamp;
      timestamps.readable_ms ??= Date.now();
    }),
    follow(TOPICS.availability, seen, (timestamps, { value, headers }) => {
      const { accepted_at } = JSON.parse(String(value)) as { accepted_at: string };
      timestamps.accepted_ms ??= Date.parse(accepted_at);
      timestamps.published_ms ??= Date.parse(headers['published_at'] ?? '');
      timestamps.seen_ms ??= Date.now();
    }),
  ]);
  const poster = await seller(stack);
  return {
    run: async (seconds, name) => {
      const posted: Promise<Timestamps | null>[] = [];
      for (const began_ms = performance.now(); posted.length < seconds * rate;) {
        const due = Math.min(seconds * rate, Math.floor(((performance.now() - began_ms) / 1_000) * rate));
        while (posted.length < due) posted.push(postOne(poster, seen, `${name}-${posted.length}`));
        await delay(TURN_MS);
      }
      const accepted = (await Promise.all(posted)).filter((timestamps) => timestamps !== null);
      await eventually(async () => {
        const missing = accepted.filter(
          ({ captured_ms, seen_ms }) => captured_ms === null || seen_ms === null,
        ).length;
        if (missing > 0) throw new Error(`${missing} of ${accepted.length} are not on both topics`);
      }, PUBLISHED_WITHIN_MS);
      return accepted;
    },
    close: async () => {
      for (const reader of readers) await reader.stop();
    },
  };
}

/** Null if the event was not accepted. */
async function postOne(poster: Seller, seen: Seen, sku: string): Promise<Timestamps | null> {
  const answer = await poster.post({
    event_id: sku,
    sku,
    quantity: 1,
    operation: 'I',
    event_time: '2026-06-19T18:23:11Z',
    seller_id: poster.seller_id,
  });
  await answer.arrayBuffer();
  if (answer.status !== 202) return null;
  const timestamps = timestampsOf(seen, sku);
  timestamps.acknowledged_ms = Date.now();
  return timestamps;
}

/** Records when each SKU appears on a topic, from the topic's current end. */
function follow(
  topic: string,
  seen: Seen,
  note: (timestamps: Timestamps, message: ConsumedMessage) => unknown,
): Promise<TopicTail> {
  return tailTopic(testBroker(), {
    topic,
    onMessages: (messages) => {
      for (const message of messages) {
        const sku = /"after":\{[^}]*"sku":"([^"]+)"|^\{"schema_version":2,"sku":"([^"]+)"/.exec(
          String(message.value),
        );
        const name = sku?.[1] ?? sku?.[2];
        if (name !== undefined) note(timestampsOf(seen, name), message);
      }
    },
  });
}

function timestampsOf(seen: Seen, sku: string): Timestamps {
  const timestamps = seen.get(sku) ?? {
    acknowledged_ms: null,
    accepted_ms: null,
    captured_ms: null,
    produced_ms: null,
    readable_ms: null,
    published_ms: null,
    seen_ms: null,
  };
  seen.set(sku, timestamps);
  return timestamps;
}
