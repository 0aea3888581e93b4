import type { OfferName } from '@stockproof/verification';
import type { Pool } from 'pg';
import type { Recoveries } from '../requests/recoveries.js';
import { nextOffers } from './sql/next-offers.js';

export interface ContinuousOptions {
  readonly ledger: Pool;
  readonly recoveries: Pick<Recoveries, 'requestBySystem'>;
  /** 0: never. */
  readonly every_ms: number;
  readonly offers: number;
  readonly onFailed: (error: Error) => void;
}

const BEGINNING: OfferName = { seller_id: '', sku: '' };

/**
 * Verifies a few offers at a time, round and round, so that each has a proof of some age. It gives way: a recovery that
 * somebody asks for over the same offers ends it.
 */
export class ContinuousVerify {
  private timer: NodeJS.Timeout | null = null;
  private after = BEGINNING;

  constructor(private readonly options: ContinuousOptions) {}

  start(): void {
    if (this.options.every_ms > 0) this.timer = setInterval(() => void this.turn(), this.options.every_ms);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** The next offers; at the end of the table the first ones again. */
  async turn(): Promise<void> {
    const { ledger, recoveries, offers: limit, onFailed } = this.options;
    try {
      const offers = await nextOffers(ledger, this.after, limit);
      this.after = offers.at(-1) ?? BEGINNING;
      if (offers.length < limit) this.after = BEGINNING;
      if (offers.length > 0) await recoveries.requestBySystem('verify', offers, 'continuous verification');
    } catch (error) {
      onFailed(error as Error);
    }
  }
}
