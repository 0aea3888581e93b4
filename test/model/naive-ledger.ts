// An independent model of the ledger: one event at a time, BigInt, nothing shared with the code under test but
// the words. It is given only events that are well formed.

export interface ModelEvent {
  readonly event_id: string;
  readonly seller_id: string;
  readonly sku: string;
  readonly operation: string;
  readonly quantity: number;
  readonly event_time: string;
  readonly bucket_type?: string;
  readonly location_id?: string;
  readonly to_bucket_type?: string;
  readonly to_location_id?: string;
  readonly expected_quantity?: number;
}

export type ModelOutcome = 'accepted' | 'superseded' | 'rejected' | 'duplicate' | 'conflict';

export interface ModelOffer {
  version: number;
  /** `bucket/location` -> units. */
  readonly buckets: Map<string, bigint>;
  readonly counted: Map<string, number>;
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

export class NaiveLedger {
  readonly offers = new Map<string, ModelOffer>();
  readonly outcomes: Record<ModelOutcome, number> = { accepted: 0, superseded: 0, rejected: 0, duplicate: 0, conflict: 0 };
  private readonly seen = new Map<string, string>();

  take(event: ModelEvent): ModelOutcome {
    const outcome = this.judge(event);
    this.outcomes[outcome] += 1;
    return outcome;
  }

  private judge(event: ModelEvent): ModelOutcome {
    const id = JSON.stringify([event.seller_id, event.event_id]);
    const body = canonical(event);
    const before = this.seen.get(id);
    if (before !== undefined) return before === body ? 'duplicate' : 'conflict';
    this.seen.set(id, body);
    return this.apply(event);
  }

  private apply(event: ModelEvent): ModelOutcome {
    const key = JSON.stringify([event.seller_id, event.sku]);
    const offer = this.offers.get(key) ?? { version: 0, buckets: new Map<string, bigint>(), counted: new Map<string, number>() };
    const from = `${event.bucket_type ?? 'sellable'}/${event.location_id ?? 'default'}`;
    const [moves, status] = this.moves(event, offer, from);
    const after = new Map(offer.buckets);
    for (const [place, change] of moves) after.set(place, (after.get(place) ?? 0n) + change);
    const total = [...after.values()].reduce((sum, units) => sum + units, 0n);
    if (status === 'rejected' || total > MOST || [...after.values()].some((units) => units < 0n || units > MOST)) {
      return 'rejected';
    }
    if (event.operation === 'S' && status === 'accepted') offer.counted.set(from, Date.parse(event.event_time));
    this.offers.set(key, { version: offer.version + 1, buckets: after, counted: offer.counted });
    return status;
  }

  private moves(event: ModelEvent, offer: ModelOffer, from: string): [[string, bigint][], 'accepted' | 'superseded' | 'rejected'] {
    const quantity = BigInt(event.quantity);
    const present = offer.buckets.get(from) ?? 0n;
    if (event.operation === 'I') return [[[from, quantity]], 'accepted'];
    if (event.operation === 'D') return [[[from, -quantity]], 'accepted'];
    if (event.operation === 'M') {
      const to = `${event.to_bucket_type ?? event.bucket_type ?? 'sellable'}/${event.to_location_id ?? event.location_id ?? 'default'}`;
      return [[[from, -quantity], [to, quantity]], 'accepted'];
    }
    const last = offer.counted.get(from);
    if (last !== undefined && Date.parse(event.event_time) < last) return [[], 'superseded'];
    if (event.expected_quantity !== undefined && BigInt(event.expected_quantity) !== present) return [[], 'rejected'];
    return [[[from, quantity - present]], 'accepted'];
  }
}

function canonical(event: ModelEvent): string {
  const { event_time, ...rest } = event;
  return JSON.stringify({ ...rest, at: Date.parse(event_time) }, Object.keys({ ...rest, at: 0 }).sort());
}
