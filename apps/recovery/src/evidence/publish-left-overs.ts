import { PeriodicTask } from '@stockproof/timing';
import type { EvidencePublisher } from './evidence-publisher.js';
import type { EvidenceKeys } from './keys/evidence-keys.js';

/** What publishLeftOvers needs. */
export interface LeftOverOptions {
  readonly publisher: Pick<EvidencePublisher, 'publish'>;
  readonly keys: Pick<EvidenceKeys, 'copyPublic'>;
  readonly every_ms: number;
  readonly onFailed: (error: Error) => void;
}

/**
 * A task that publishes the records that another copy of the service sealed and did not publish, because it died,
 * and follows the keys that others made.
 */
export function publishLeftOvers({ publisher, keys, every_ms, onFailed }: LeftOverOptions): PeriodicTask {
  return new PeriodicTask({
    every_ms,
    onFailed,
    run: async () => {
      await publisher.publish();
      await keys.copyPublic();
    },
  });
}
