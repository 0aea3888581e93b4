import type { Stored } from './stored-bytes.js';

/** What one more event or one more offer takes. */
export interface UnitSize {
  readonly where: Stored['where'];
  readonly name: string;
  /** Whether it grows with events or with offers. */
  readonly per: 'event' | 'offer';
  readonly bytes: number;
}

/** Tables that have rows for offers; everything else that grows has rows or messages for events. */
const OF_OFFERS = [
  'inventory.inventory_stock_on_hand',
  'inventory.inventory_bucket',
  'availability.offer_availability',
  'availability.offer_location_availability',
  'recovery.signed_stream_head',
  'recovery.offer_confidence',
];
/** What is smaller than this is not told, bytes. */
const SMALL = 1;

/**
 * What grew between two readings, for each event in between; tables of offers by the rows that they have. The
 * largest first.
 */
export function unitSizes(
  before: readonly Stored[],
  after: readonly Stored[],
  { events, offers }: { readonly events: number; readonly offers: number },
): UnitSize[] {
  const keyOf = ({ where, name }: Stored): string => `${where} ${name}`;
  const first = new Map(before.map((one) => [keyOf(one), one]));
  return after
    .map((one): UnitSize => {
      const { where, name, bytes, items } = one;
      if (where === 'PostgreSQL' && OF_OFFERS.includes(name))
        return { where, name, per: 'offer', bytes: bytes / offers };
      // Segments are compressed together: their bytes by message, times the messages of an event.
      const grown = bytes - (first.get(keyOf(one))?.bytes ?? 0);
      const messages = items - (first.get(keyOf(one))?.items ?? 0);
      return where === 'sealed'
        ? { where, name, per: 'event', bytes: ((bytes / Math.max(1, items)) * messages) / events }
        : { where, name, per: 'event', bytes: grown / events };
    })
    .filter(({ bytes }) => bytes >= SMALL)
    .sort((a, b) => b.bytes - a.bytes);
}

/** Bytes of a system with so many offers that each had so many events, by place. */
export function projectSizes(
  units: readonly UnitSize[],
  offers: number,
  events_per_offer: number,
): ReadonlyMap<Stored['where'], number> {
  const sizes = new Map<Stored['where'], number>();
  for (const { where, per, bytes } of units)
    sizes.set(where, (sizes.get(where) ?? 0) + bytes * offers * (per === 'event' ? events_per_offer : 1));
  return sizes;
}
