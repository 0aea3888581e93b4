import type { OutboxRead } from './outbox-counts.js';
import { type Assessed, inWords, numbered, WELL } from './assessed.js';

/** How long a message may be on its way from the outbox to Kafka, ms. */
const ON_ITS_WAY_MS = 20_000;

/**
 * Whether what is written to the outbox arrives: it has stopped if something was written longer than 20 s ago, after
 * anything arrived last, and nothing has arrived since. A command handler that starts again counts from 0. Pure.
 */
export function assessOutbox(reads: readonly OutboxRead[]): Assessed {
  const last = reads.at(-1);
  if (last === undefined) return WELL;
  const moved = reads.findLastIndex(({ routed }) => routed !== last.routed);
  const since = reads.slice(moved + 1);
  const due = since.filter(({ at_ms }) => last.at_ms - at_ms >= ON_ITS_WAY_MS);
  const [first] = due;
  const written = growth(due.map((one) => one.written));
  if (first === undefined || written === 0) return WELL;
  const ago = inWords((last.at_ms - first.at_ms) / 1_000);
  const why = `${numbered(written, 'message')} of the outbox arrived nowhere: nothing came to its topics for ${ago}.`;
  return { verdict: 'stopped', why: [why] };
}

function growth(counts: readonly number[]): number {
  return counts.slice(1).reduce((sum, count, index) => {
    const before = counts[index] ?? 0;
    return sum + (count < before ? count : count - before);
  }, 0);
}
