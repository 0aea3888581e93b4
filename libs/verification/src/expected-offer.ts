/** What can be sold of an offer at one version, according to one of the histories. Times in ms since 1970. */
export interface OfferFacts {
  readonly version: number;
  readonly stock_on_hand: number;
  readonly sellable: number;
  readonly reserved: number;
  readonly damaged: number;
  readonly return_to_vendor: number;
  readonly locations: ReadonlyMap<string, number>;
  readonly event_time_ms: number;
  readonly newest_event_time_ms: number;
  readonly accepted_at_ms: number;
}

/** The replay's result for an offer. */
export interface ReplayedOffer {
  /** State at a version; undefined if that version was not reached or not kept. */
  readonly at: (version: number) => OfferFacts | undefined;
  /** Chain digest at a version (hex); undefined if it is unknown. */
  readonly digestAt: (version: number) => string | undefined;
  readonly version: number;
  /** Why the history could not be folded further; null if it could. */
  readonly fault: { readonly version: number; readonly detail: string } | null;
}

/** Returns the replay's result for an offer; undefined if it has none. */
export type Replayed = (seller_id: string, sku: string) => ReplayedOffer | undefined;

/** A row of the view as stored. */
export interface ViewRow extends OfferFacts {
  readonly seller_id: string;
  readonly sku: string;
  readonly revision: number;
  readonly status: string;
  /**
   * Content of the row that the projection would not leave there, although no reader sees it; null if there
   * is none.
   */
  readonly remnant: string | null;
  readonly partition: number;
  readonly confidence: string | null;
  readonly verified_at_ms: number | null;
}

const FIELDS = [
  'version',
  'stock_on_hand',
  'sellable',
  'reserved',
  'damaged',
  'return_to_vendor',
  'event_time_ms',
  'newest_event_time_ms',
  'accepted_at_ms',
] as const;

/** The fields in which two states differ, as two short texts; null if they are equal. */
export function differenceOf(
  expected: OfferFacts,
  found: OfferFacts,
): { expected: string; found: string } | null {
  const names = FIELDS.filter((name) => expected[name] !== found[name]);
  const places = new Set([...expected.locations.keys(), ...found.locations.keys()]);
  const moved = [...places].filter((place) => expected.locations.get(place) !== found.locations.get(place));
  if (names.length + moved.length === 0) return null;
  const reported = (facts: OfferFacts): string =>
    [
      ...names.map((name) => `${name} ${facts[name]}`),
      ...moved.map((place) => `${facts.locations.get(place) ?? 'nothing'} at ${place}`),
    ].join(', ');
  return { expected: reported(expected), found: reported(found) };
}
