import { PeriodicTask } from '@stockproof/timing';
import type { OfferName } from '@stockproof/verification';
import type { Pool } from 'pg';
import type { Recoveries } from '../requests/recoveries.js';
import { nextOffers } from '../flows/scope/sql/offers.js';

export interface ContinuousOptions {
  readonly ledger: Pool;
  readonly recoveries: Pick<Recoveries, 'requestBySystem'>;
  /** 0 for never. */
  readonly every_ms: number;
  readonly offers: number;
  readonly onFailed: (error: Error) => void;
}

const BEGINNING: OfferName = { seller_id: '', sku: '' };

/**
 * Verifies all offers in turn, a few at a time, so that each has a recent verification. A recovery that a
 * person requests for the same offers ends it.
 */
export class ContinuousVerify {
  private readonly task: PeriodicTask;
  private after = BEGINNING;

  constructor(private readonly options: ContinuousOptions) {
    const { every_ms, onFailed } = options;
    this.task = new PeriodicTask({ every_ms, onFailed, run: () => this.verifyNext() });
  }

  start(): void {
    this.task.start();
  }

  stop(): Promise<void> {
    return this.task.stop();
  }

  /** Verifies the next offers, and starts again at the end of the table. */
  turn(): Promise<void> {
    return this.task.turn();
  }

  private async verifyNext(): Promise<void> {
    const { ledger, recoveries, offers: limit } = this.options;
    const offers = await nextOffers(ledger, this.after, limit);
    this.after = offers.at(-1) ?? BEGINNING;
    if (offers.length < limit) this.after = BEGINNING;
    if (offers.length > 0) await recoveries.requestBySystem('verify', offers, 'continuous verification');
  }
}
