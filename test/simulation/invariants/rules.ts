import { TOPICS } from '@stockproof/events';
import type { Row } from '../postgres/tables.js';
import type { Stage } from '../world/stage.js';
import { histories, messagesOf, placeOf, sourceOf, type Violation } from './evidence-of.js';

interface Sent {
  readonly event_id?: unknown;
  readonly operation?: unknown;
  readonly quantity?: unknown;
  readonly bucket_type?: string;
  readonly location_id?: string;
  readonly to_bucket_type?: string;
  readonly to_location_id?: string;
  readonly event_time?: string;
  readonly sku?: unknown;
  readonly expected_quantity?: number;
}

/** A movement in one text: `from -quantity-> to`. */
type Moves = string;

/**
 * The rules once more, in few words: what the message that a row names had to do to the stock that stood there. Shares
 * nothing with the services but the words of the document.
 */
export function ruleViolations(stage: Stage): Violation[] {
  const sent = new Map<string, Buffer | null>([TOPICS.updates, TOPICS.stockCommands].flatMap((topic) =>
    messagesOf(stage, topic).map(({ partition, message }) => [placeOf(topic, partition, message.offset), message.value] as const)));
  return [...histories(stage)].flatMap(([offer, rows]) => {
    const units = new Map<string, number>();
    const counted = new Map<string, number>();
    return rows.flatMap((row) => {
      const source = sourceOf(row);
      const message = JSON.parse(sent.get(source)?.toString('utf8') ?? '{}') as Sent;
      const expected = expectedOf(message, units, counted);
      const found = movesOf(row, units);
      const same = message.event_id === row['event_id'] && message.sku === row['sku'] && expected === found;
      const at = `${offer} version ${String(row['version'])}`;
      return same ? [] : [{ invariant: 'I2 the rules of stock', what: `${at} from ${source}: ${found}, expected ${expected}` }];
    });
  });
}

function expectedOf(message: Sent, units: ReadonlyMap<string, number>, counted: Map<string, number>): Moves {
  const quantity = Number(message.quantity);
  const location = message.location_id ?? 'default';
  const place = `${message.bucket_type ?? 'sellable'}/${location}`;
  const to = `${message.to_bucket_type ?? message.bucket_type ?? 'sellable'}/${message.to_location_id ?? location}`;
  switch (message.operation) {
    case 'I': return `accepted nothing ${quantity} ${place}`;
    case 'D': return `accepted ${place} ${quantity} nothing`;
    case 'M': return `accepted ${place} ${quantity} ${to}`;
    case 'R': return `accepted sellable/${location} ${quantity} reserved/${location}`;
    case 'U': return `accepted reserved/${location} ${quantity} sellable/${location}`;
    case 'F': return `accepted reserved/${location} ${quantity} nothing`;
    default: return expectedCount(message, quantity - (units.get(place) ?? 0), place, counted);
  }
}

/** An absolute count moves the difference; one that is older than the last one counted moves nothing. */
function expectedCount({ event_time = '', expected_quantity, quantity }: Sent, change: number, place: string, counted: Map<string, number>): Moves {
  const at_ms = Date.parse(event_time);
  const believed = expected_quantity === undefined || Number(quantity) - change === expected_quantity;
  if (!believed && at_ms >= (counted.get(place) ?? -Infinity)) return `rejected: ${expected_quantity} was expected`;
  if (at_ms < (counted.get(place) ?? -Infinity)) return 'superseded 0';
  counted.set(place, at_ms);
  if (change === 0) return 'accepted 0';
  return change > 0 ? `accepted nothing ${change} ${place}` : `accepted ${place} ${-change} nothing`;
}

/** What the row says it moved; adds it to the units. */
function movesOf(row: Row, units: Map<string, number>): Moves {
  const quantity = row['quantity'] as number;
  const side = (name: 'from' | 'to', sign: number): string => {
    if (row[`${name}_bucket`] === null) return 'nothing';
    const place = `${String(row[`${name}_bucket`])}/${String(row[`${name}_location`])}`;
    units.set(place, (units.get(place) ?? 0) + sign * quantity);
    return place;
  };
  const [from, to] = [side('from', -1), side('to', 1)];
  return quantity === 0 ? `${String(row['status'])} 0` : `${String(row['status'])} ${from} ${quantity} ${to}`;
}
