const SELLABLE_AT = 'sellable@';

/** Sellable units of an offer at a location. */
interface SellableAt {
  readonly location_id: string;
  readonly sellable: number;
}

/** The facts of a refused hold that say what other locations have: `sellable@<location>` with the units. */
export function elsewhereFacts(elsewhere: readonly SellableAt[]): Record<string, number> {
  return Object.fromEntries(
    elsewhere.map(({ location_id, sellable }) => [SELLABLE_AT + location_id, sellable]),
  );
}

/** Reads what `elsewhereFacts` wrote; other facts are skipped. */
export function readElsewhere(facts: Readonly<Record<string, unknown>>): SellableAt[] {
  return Object.entries(facts).flatMap(([name, sellable]) =>
    name.startsWith(SELLABLE_AT) && Number.isSafeInteger(sellable)
      ? [{ location_id: name.slice(SELLABLE_AT.length), sellable: sellable as number }]
      : [],
  );
}
