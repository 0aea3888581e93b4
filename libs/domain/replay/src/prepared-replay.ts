import type {
  ApplyChange,
  AvailabilityFunction,
  AvailabilityState,
  FunctionRun,
} from '@stockproof/availability';
import type { ReplayedRow } from './ledger-line.js';
import { projectionOf } from './projection.js';
import { type Marks, ReplayFold } from './replay-fold.js';

/** How much a function is asked for at once, in rows of an offer at few locations: one question of a candidate's process. */
const BATCH = 16_000;
/** So many locations of an offer weigh as much as a row: an answer tells them all. */
const LOCATIONS_OF_A_ROW = 20;

type Rows = readonly (ReplayedRow | null)[];

/**
 * A replay with a function that is asked for many changes at once. While it works on some, the next are read. The outcome is that
 * of `ReplayFold` with a function that is called for each.
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

  /** Takes the next bytes of one COPY stream; gives the number of rows it completed, which may be folded later. */
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

  /** Call at the end of the stream. */
  async finish(): Promise<void> {
    await this.next();
    await this.next();
    this.fold.finish();
  }

  /** Folds what was asked for, then asks for what was gathered meanwhile. */
  private async next(): Promise<void> {
    await this.settle();
    if (this.gathered.length === 0) return;
    const rows = this.gathered;
    this.gathered = [];
    this.weight = 0;
    const apply = this.by.prepare(this.runsOf(rows));
    // Its rejection is thrown when it is waited for.
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
