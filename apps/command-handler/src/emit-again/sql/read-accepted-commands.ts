import type { Queryable } from '@stockproof/postgres';
import type { EventName } from './read-stored-rejections.js';

const SQL = `
  SELECT stored.seller_id, stored.event_id, stored.sku, stored.operation, stored.version, stored.accepted_at,
    stored.source_topic, stored.source_partition, stored.source_offset
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, event_id)
  JOIN inventory_transaction AS stored USING (seller_id, event_id)
  WHERE stored.operation IN ('R', 'U', 'F')`;

export interface AcceptedCommand extends EventName {
  readonly sku: string;
  readonly operation: 'R' | 'U' | 'F';
  readonly version: number;
  readonly accepted_at: Date;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** Those of these stock commands that are in the ledger. */
export async function readAcceptedCommands(
  db: Queryable,
  commands: readonly EventName[],
): Promise<AcceptedCommand[]> {
  const values = [commands.map(({ seller_id }) => seller_id), commands.map(({ event_id }) => event_id)];
  return (await db.query<AcceptedCommand>({ name: 'read-accepted-commands', text: SQL, values })).rows;
}
