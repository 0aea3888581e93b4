import { offerKey } from '@stockproof/events';
import { ChangeReader, type SchemaSeen } from '@stockproof/cdc';
import { type Claim, type HeldShard, knownRows, type PartitionKey } from '@stockproof/postgres';
import { SkippedChanges } from './skipped-changes.js';
import type { ViewOffer } from '../view/view.js';

/**
 * One ownership of one shard: the claim it writes under, the schema it has seen in the ledger's CDC topic,
 * the rows it knows. Known rows are safe to fold on: under the claim nobody else writes them.
 */
export class FoldSession {
  private readonly offers = knownRows<ViewOffer>();
  private readonly schemas: SchemaSeen[] = [];
  readonly reader = new ChangeReader((seen) => this.schemas.push(seen));
  readonly skipped = new SkippedChanges();

  /** `generation`: that of the view before its owner published what it found. */
  constructor(
    readonly held: HeldShard,
    private readonly ledger_topic: string,
    private generation: number,
  ) {}

  /** Of the CDC events. */
  get key(): PartitionKey {
    return this.held.key(this.ledger_topic);
  }

  get claim(): Claim {
    return this.held.claim(this.ledger_topic);
  }

  /** Whether the view was swapped for another generation: what is known of it is of no use. */
  isBehind(generation: number): boolean {
    return this.generation !== generation;
  }

  /** Takes up the generation the view is in. Call when what was folded on it is committed. */
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

  /** Schemas met since they were last written down. */
  newSchemas(): readonly SchemaSeen[] {
    return this.schemas;
  }

  schemasWritten(count: number): void {
    this.schemas.splice(0, count);
  }
}
