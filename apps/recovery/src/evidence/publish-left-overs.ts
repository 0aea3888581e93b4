import { PeriodicTask } from '@stockproof/timing';
import type { EvidencePublisher } from './evidence-publisher.js';
import type { EvidenceKeys } from './keys/evidence-keys.js';

/** What PublishLeftOvers needs. */
export interface LeftOverOptions {
  readonly publisher: Pick<EvidencePublisher, 'publish'>;
  readonly keys: Pick<EvidenceKeys, 'copyPublic'>;
  readonly every_ms: number;
  readonly onFailed: (error: Error) => void;
}

/**
 * Publishes the records that another copy of the service sealed and did not publish, because it died, and follows
 * the keys that others made.
 */
export class PublishLeftOvers {
  private readonly task: PeriodicTask;

  constructor({ publisher, keys, every_ms, onFailed }: LeftOverOptions) {
    this.task = new PeriodicTask({
      every_ms,
      onFailed,
      run: async () => {
        await publisher.publish();
        await keys.copyPublic();
      },
    });
  }

  start(): void {
    this.task.start();
  }

  stop(): Promise<void> {
    return this.task.stop();
  }

  turn(): Promise<void> {
    return this.task.turn();
  }
}
