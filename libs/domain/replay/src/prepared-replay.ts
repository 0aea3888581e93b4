import type {
  ApplyChange,
  AvailabilityFunction,
  AvailabilityState,
  FunctionRun,
} from '@stockproof/availability';
import type { ReplayedRow } from './ledger-line.js';
import { projectionOf } from './projection.js';
import { type Marks, ReplayFold } from './replay-fold.js';

/** How many rows a function is asked for in one call, for offers with few locations. */
const BATCH = 16_000;
/** This many locations of an offer count as one more row, because each answer contains all of them. */
const LOCATIONS_OF_A_ROW = 20;

type Rows = readonly (ReplayedRow | null)[];

/**
 * A replay with a function that is asked for many changes at once. While it computes some, the next rows are
 * read. The result equals that of `ReplayFold` with a function that is called for each row.
 */
export class PreparedReplay {
  readonly fold: ReplayFold<AvailabilityState>;
  private apply: ApplyChange | null = null;
  private gathered: (ReplayedRow | null)[] = [];
  private weight = 0;
  private asked: { readonly rows: Rows; readonly apply: Promise<ApplyChange> } | null = null;

  constructor(
    private readonly by: AvailabilityFunction,
    marks: Marks = () => [],
  ) {
    this.fold = new ReplayFold(
      projectionOf((state, change) => {
        if (this.apply === null) throw new Error('nothing is prepared');
        return this.apply(state, change);
      }),
      marks,
    );
  }

  /**
   * Accepts the next bytes of one COPY stream. Returns the number of rows that they complete; these may be
   * folded later. Calls must not overlap.
   */
  async feed(chunk: Buffer): Promise<number> {
    const rows = this.fold.rowsIn(chunk);
    for (const row of rows) {
      this.gathered.push(row);
      this.weight +=
        1 +
        (row === null ? 0 : (this.fold.offers.get(row.offer)?.state.locations.size ?? 0)) /
          LOCATIONS_OF_A_ROW;
    }
    if (this.weight >= BATCH) await this.next();
    return rows.length;
  }

  /** Must be called once at the end of the stream. */
  async finish(): Promise<void> {
    await this.next();
    await this.next();
    this.fold.finish();
  }

  /** Folds the rows that were asked for, then asks for the rows collected meanwhile. */
  private async next(): Promise<void> {
    await this.settle();
    if (this.gathered.length === 0) return;
    const rows = this.gathered;
    this.gathered = [];
    this.weight = 0;
    const apply = this.by.prepare(this.runsOf(rows));
    // A rejection is thrown where the result is awaited.
    apply.catch(() => undefined);
    this.asked = { rows, apply };
  }

  private async settle(): Promise<void> {
    const { asked } = this;
    if (asked === null) return;
    this.asked = null;
    this.apply = await asked.apply;
    for (const row of asked.rows) this.fold.take(row);
  }

  private runsOf(rows: Rows): FunctionRun[] {
    const byOffer = new Map<string, ReplayedRow[]>();
    for (const row of rows) {
      if (row === null) continue;
      const own = byOffer.get(row.offer);
      if (own === undefined) byOffer.set(row.offer, [row]);
      else own.push(row);
    }
    const runs: FunctionRun[] = [];
    for (const [key, own] of byOffer) {
      const shadow = this.fold.offers.get(key) ?? this.fold.opened(key);
      const changes = shadow.following(own).map(({ change }) => change);
      if (changes.length > 0) runs.push({ state: shadow.state, changes });
    }
    return runs;
  }
}
