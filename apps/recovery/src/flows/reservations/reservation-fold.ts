import { createHash } from 'node:crypto';
import { offerKey } from '@stockproof/events';
import type { ChainHead } from '@stockproof/evidence';
import type { KnownHead, OfferName, ReplayedReservation } from '@stockproof/verification';
import {
  evolveReservation,
  initialReservation,
  type ReservationEvent,
  type ReservationState,
  viewReservation,
} from '@stockproof/reservation-saga';
import { reservationOf } from './stream-scope.js';
import type { EventLine } from './sql/events.js';

interface Shadow {
  readonly offers: readonly OfferName[];
  state: ReservationState;
  version: number;
  newest_at_ms: number;
  fault: string | null;
}

interface OfferChain extends OfferName {
  version: number;
  digest: string;
  /** Digests at the versions that were signed. */
  readonly marked: Map<number, string>;
}

/** Schema versions of events that this fold supports, as in the contract; another one stops it. */
const READS: ReadonlySet<number> = new Set([1]);
const START = '0'.repeat(64);
const DOMAIN = 'stockproof.reservations.v1';

/**
 * Folds the events of reservations into their read model. For each offer of the scope it also chains the
 * events of all reservations with that offer: version n of an offer's chain is the n-th of them in the
 * store's final order.
 */
export class ReservationFold {
  read = 0;
  applied = 0;
  /** Events that change nothing: a step that was sent again. */
  skipped = 0;
  readonly schema_versions = new Set<number>();
  readonly streams = new Map<string, Shadow>();
  private readonly chains = new Map<string, OfferChain>();
  private readonly marks: ReadonlyMap<string, readonly number[]>;

  constructor(
    private readonly wanted: (seller_id: string, sku: string) => boolean,
    signed: readonly KnownHead[],
  ) {
    const marks = Map.groupBy(signed, ({ seller_id, sku }) => offerKey(seller_id, sku));
    this.marks = new Map([...marks].map(([key, heads]) => [key, heads.map(({ version }) => version)]));
  }

  /** Folds an event; those of a stream in version order. The first fault of a stream ends its fold. */
  add(line: EventLine): void {
    this.read += 1;
    this.schema_versions.add(line.schema_version);
    const shadow = this.streams.get(line.stream) ?? opened(line);
    this.streams.set(line.stream, shadow);
    if (line.closed)
      for (const offer of shadow.offers)
        if (this.wanted(offer.seller_id, offer.sku)) this.chain(offer, line.content);
    shadow.fault ??= this.faultOf(shadow, line);
    if (shadow.fault !== null) return;
    try {
      shadow.state = evolveReservation(shadow.state, {
        ...line.data,
        type: line.type,
      } as ReservationEvent);
      shadow.version = line.version;
      shadow.newest_at_ms = line.recorded_at.getTime();
      if (line.type === 'step_retried') this.skipped += 1;
      else this.applied += 1;
    } catch (error) {
      shadow.fault = `version ${line.version} cannot be applied: ${(error as Error).message}`;
    }
  }

  /** The replayed read model of each reservation. */
  replayed(): ReadonlyMap<string, ReplayedReservation> {
    return new Map(
      [...this.streams].map(([stream, { state, version, newest_at_ms, fault }]) => {
        const id = reservationOf(stream) ?? stream;
        return [
          id,
          fault === null
            ? { row: viewReservation(state, version, newest_at_ms) }
            : { fault: `${id}: ${fault}` },
        ];
      }),
    );
  }

  /** The newest version and digest of each offer’s chain. */
  heads(): ChainHead[] {
    return [...this.chains.values()].map(({ seller_id, sku, version, digest }) => ({
      seller_id,
      sku,
      version,
      chain_digest: digest,
    }));
  }

  /**
   * Chain digest of an offer at a version (hex); undefined if the chain is shorter, or that version was not
   * marked.
   */
  digestAt({ seller_id, sku, version }: KnownHead): string | undefined {
    return this.chains.get(offerKey(seller_id, sku))?.marked.get(version);
  }

  private chain({ seller_id, sku }: OfferName, content: string): void {
    const key = offerKey(seller_id, sku);
    const chain = this.chains.get(key) ?? {
      seller_id,
      sku,
      version: 0,
      digest: START,
      marked: new Map<number, string>(),
    };
    this.chains.set(key, chain);
    chain.version += 1;
    chain.digest = createHash('sha256').update([chain.digest, DOMAIN, content].join('\u001f')).digest('hex');
    if (this.marks.get(key)?.includes(chain.version) === true) chain.marked.set(chain.version, chain.digest);
  }

  private faultOf(shadow: Shadow, { version, schema_version, type, stream, data }: EventLine): string | null {
    if (version !== shadow.version + 1) return `version ${shadow.version + 1} is missing`;
    if (!READS.has(schema_version))
      return `version ${version} is of form ${schema_version}, which nobody reads`;
    if ((version === 1) !== (type === 'reservation_requested')) return `version ${version} cannot be ${type}`;
    if (!TYPES.has(type)) return `version ${version} is ${type}, which nobody knows`;
    if (version === 1 && data['reservation_id'] !== reservationOf(stream))
      return 'its first event is of another reservation';
    if (version === 1 && typeof data['nonce'] !== 'string') return 'its first event has no secret';
    return null;
  }
}

const TYPES: ReadonlySet<string> = new Set<ReservationEvent['type']>([
  'reservation_requested',
  'line_held',
  'line_rejected',
  'line_allocated',
  'reservation_held',
  'hold_extended',
  'confirm_begun',
  'part_begun',
  'release_begun',
  'line_fulfilled',
  'line_released',
  'step_refused',
  'step_conflicted',
  'step_retried',
  'reservation_ended',
]);

function opened({ data }: EventLine): Shadow {
  const lines = Array.isArray(data['lines']) ? (data['lines'] as Partial<OfferName>[]) : [];
  const offers = new Map(
    lines.flatMap(({ seller_id, sku }) =>
      typeof seller_id === 'string' && typeof sku === 'string'
        ? [[offerKey(seller_id, sku), { seller_id, sku }]]
        : [],
    ),
  );
  return {
    offers: [...offers.values()],
    state: initialReservation(),
    version: 0,
    newest_at_ms: 0,
    fault: null,
  };
}
