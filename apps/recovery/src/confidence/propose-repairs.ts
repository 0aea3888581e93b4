import { nameOf } from '@stockproof/verification';
import { parseScope, type Scope, scopesOverlap } from '@stockproof/recovery-run';
import type { Pool } from 'pg';
import type { Recoveries } from '../requests/recoveries.js';
import { openProposals } from './sql/open-proposals.js';
import { suspectOffers } from './sql/suspect-offers.js';

export interface ProposeOptions {
  readonly records: Pool;
  readonly view: Pool;
  readonly recoveries: Pick<Recoveries, 'requestBySystem'>;
  readonly every_ms: number;
  readonly onFailed: (error: Error) => void;
}

const MOST = 1_000;

/** Asks for a repair of every suspect offer that nobody has asked for yet. A person approves and starts it. */
export class ProposeRepairs {
  private timer: NodeJS.Timeout | null = null;
  private working = false;
  /** Suspect at the last look: what heals by itself within one is no incident. */
  private seen = new Set<string>();

  constructor(private readonly options: ProposeOptions) {}

  start(): void {
    this.timer = setInterval(() => void this.turn(), this.options.every_ms);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  async turn(): Promise<void> {
    if (this.working) return;
    this.working = true;
    try {
      await this.propose();
    } catch (error) {
      this.options.onFailed(error as Error);
    } finally {
      this.working = false;
    }
  }

  private async propose(): Promise<void> {
    const { records, view, recoveries } = this.options;
    const suspects = await suspectOffers(view, MOST);
    const again = suspects.filter((offer) => this.seen.has(nameOf(offer)));
    this.seen = new Set(suspects.map(nameOf));
    if (again.length === 0) return;
    const open = (await openProposals(records)).flatMap((scope): Scope[] => {
      const parsed = parseScope(scope);
      return parsed.ok ? [parsed.scope] : [];
    });
    const fresh = again.filter(
      (offer) => !open.some((scope) => scopesOverlap(scope, { type: 'by_offer', offers: [offer] })),
    );
    if (fresh.length > 0)
      await recoveries.requestBySystem('repair', fresh, 'proposed: the history of these offers has a gap');
  }
}
