import type { Service } from './service-logins.js';

/**
 * A replay makes much that is gone at once: a large young generation, and a heap that grows before it is swept, would hold
 * hundreds of MB of it for nothing. Measured on 2,000,000 rows: 246 MiB with the first alone, 158 with both, at 5 to 30% of the time.
 */
const REPLAY = ['--max-semi-space-size=2', '--heap-growing-percent=50'];

/**
 * The same of a consumer's batches, with a young generation that one batch fits into: with 2 MiB its rows would be
 * copied into the old one before they are gone (docs/adr/0060-memory-is-bounded-by-settings.md).
 */
const CONSUMER = ['--max-semi-space-size=8', '--heap-growing-percent=50'];

const FLAGS: Partial<Record<Service['name'], readonly string[]>> = {
  'command-handler': CONSUMER,
  'availability-projection': CONSUMER,
  reservation: CONSUMER,
  recovery: REPLAY,
};

/** Options of Node for a service: how much garbage it holds. */
export function heapFlags(service: Service['name']): readonly string[] {
  return FLAGS[service] ?? [];
}
