import { sourceKind } from '@stockproof/ledger';
import type { Row } from '../postgres/tables.js';
import type { Stage } from '../world/stage.js';

/** A violated invariant, and where. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/** The offer of a row, as one text. */
export const offerOf = (row: Row): string => `${String(row['seller_id'])} ${String(row['sku'])}`;

/**
 * The event of a row, as one text. Ids belong to their seller, and those of commands to the order service.
 */
export const eventOf = (row: Row): string =>
  `${sourceKind(String(row['operation']))} ${String(row['seller_id'])} ${String(row['event_id'])}`;

/** The position of a message, as one text. */
export const placeOf = (topic: unknown, partition: unknown, offset: unknown): string =>
  [topic, partition, offset].map(String).join('/');

/** The position of the message that a row came from. */
export const sourceOf = (row: Row): string =>
  placeOf(row['source_topic'], row['source_partition'], row['source_offset']);

/** A ledger's rows by offer, in version order. */
export function histories(stage: Stage): Map<string, Row[]> {
  const rows = [...stage.databases.ledger.tables.table('inventory_transaction').values()];
  const byOffer = Map.groupBy(rows, offerOf);
  for (const history of byOffer.values())
    history.sort((a, b) => (a['version'] as number) - (b['version'] as number));
  return byOffer;
}
