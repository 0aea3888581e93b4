import { offerKey } from '@stockproof/events';
import { ChangeReader, type SchemaSeen } from '@stockproof/cdc';
import { type Claim, type HeldShard, knownRows, type PartitionKey } from '@stockproof/postgres';
import { SkippedChanges } from './skipped-changes.js';
import type { ViewOffer } from '../view/view.js';

/** So many places of skipped changes take the memory of one offer. */
const SKIPPED_EACH = 8;

/**
 * The state of a held shard: its claim, the schemas seen in the ledger's CDC topic, and the cached rows. The
 * cached rows are always current, because nobody else writes them under the claim.
 */
export class FoldSession {
  private readonly offers: ReturnType<typeof knownRows<ViewOffer>>;
  private readonly schemas: SchemaSeen[] = [];
  readonly reader = new ChangeReader((seen) => this.schemas.push(seen));
  readonly skipped: SkippedChanges;

  /**
   * `generation`: the one of the view before this holder published from it. `most`: how many locations of
   * offers are cached; an offer counts once for each.
   */
  constructor(
    readonly held: HeldShard,
    private readonly ledger_topic: string,
    private generation: number,
    most = 5_000,
  ) {
    this.offers = knownRows<ViewOffer>(({ state }) => state.locations.size, most);
    this.skipped = new SkippedChanges(SKIPPED_EACH * most);
  }

  /** The key of the held partition of the ledger's CDC topic. */
  get key(): PartitionKey {
    return this.held.key(this.ledger_topic);
  }

  get claim(): Claim {
    return this.held.claim(this.ledger_topic);
  }

  /** Whether the view was swapped to another generation, so that the cached rows are invalid. */
  isBehind(generation: number): boolean {
    return this.generation !== generation;
  }

  /**
   * Sets the generation of the view and clears the cache if it changed. Call it when the fold is committed.
   */
  adopt(generation: number): void {
    if (this.isBehind(generation)) this.forget();
    this.generation = generation;
  }

  get(key: string): ViewOffer | undefined {
    return this.offers.get(key);
  }

  remember(offer: ViewOffer): void {
    this.offers.set(offerKey(offer.seller_id, offer.sku), offer);
  }

  forgetOffer(key: string): void {
    this.offers.delete(key);
  }

  forget(): void {
    this.offers.clear();
  }

  /** Schemas that were seen and not stored yet. */
  newSchemas(): readonly SchemaSeen[] {
    return this.schemas;
  }

  schemasWritten(count: number): void {
    this.schemas.splice(0, count);
  }
}
