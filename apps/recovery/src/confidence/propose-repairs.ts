import { offerKeyOf } from '@stockproof/verification';
import { parseScope, scopeMatcher } from '@stockproof/recovery-run';
import { PeriodicTask } from '@stockproof/timing';
import type { Pool } from 'pg';
import type { Leader } from '../leader/leader.js';
import type { Recoveries } from '../requests/recoveries.js';
import { openProposals } from '../runs/sql/recoveries.js';
import { suspectOffers } from '../flows/histories/sql/view.js';

/**
 * What ProposeRepairs needs. An offer must be suspect in two runs, so its repair is requested after
 * `every_ms` at the earliest.
 */
export interface ProposeOptions {
  readonly records: Pool;
  readonly view: Pool;
  readonly recoveries: Pick<Recoveries, 'requestBySystem'>;
  /** Only the copy of the service that leads proposes. */
  readonly leader: Pick<Leader, 'term'>;
  readonly every_ms: number;
  readonly onFailed: (error: Error) => void;
}

const MAX = 1_000;

/**
 * Requests a repair of every suspect offer that has none yet. A person must approve and another one start it.
 */
export class ProposeRepairs {
  private readonly task: PeriodicTask;
  /** Suspect offers of the last run; an offer that recovers within one interval needs no repair. */
  private seen = new Set<string>();

  constructor(private readonly options: ProposeOptions) {
    const { every_ms, onFailed } = options;
    this.task = new PeriodicTask({ every_ms, onFailed, run: () => this.propose() });
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

  private async propose(): Promise<void> {
    const { records, view, recoveries, leader } = this.options;
    const { term } = leader;
    if (term === null) {
      this.seen.clear();
      return;
    }
    const suspects = await suspectOffers(view, MAX);
    const again = suspects.filter((offer) => this.seen.has(offerKeyOf(offer)));
    this.seen = new Set(suspects.map(offerKeyOf));
    if (again.length === 0) return;
    const open = (await openProposals(records)).flatMap((scope) => {
      const parsed = parseScope(scope);
      return parsed.ok ? [scopeMatcher(parsed.scope)] : [];
    });
    const fresh = again.filter((offer) => !open.some((selects) => selects(offer)));
    if (fresh.length > 0)
      await recoveries.requestBySystem('repair', fresh, 'proposed: the history of these offers has a gap', {
        fence: term.check,
      });
  }
}
