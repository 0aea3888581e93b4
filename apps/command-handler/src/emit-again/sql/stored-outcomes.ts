import type { QuarantineReason } from '../../decode/quarantine-reasons.js';
import type { Queryable } from '@stockproof/postgres';

const READ_STORED_REJECTIONS_SQL = `
  SELECT stored.seller_id, stored.event_id, stored.sku, stored.operation, stored.quantity, stored.reason, stored.facts,
    stored.event_time, stored.rejected_at, stored.source_topic, stored.source_partition, stored.source_offset
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, event_id)
  JOIN inventory_rejection AS stored USING (seller_id, event_id)`;

/** The key of a stored result. It is unique per kind of source. */
export interface EventName {
  readonly seller_id: string;
  readonly event_id: string;
}

/** A row of `inventory_rejection`. Times are UTC. */
export interface StoredRejection extends EventName {
  readonly sku: string;
  readonly operation: 'I' | 'D' | 'S' | 'M' | 'R' | 'U' | 'F';
  readonly quantity: number;
  readonly reason: string;
  readonly facts: Readonly<Record<string, number | string>>;
  readonly event_time: Date;
  readonly rejected_at: Date;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** Reads those of these events that were rejected, with the first decision, of any kind of source. */
export async function readStoredRejections(
  db: Queryable,
  events: readonly EventName[],
): Promise<StoredRejection[]> {
  const values = [events.map(({ seller_id }) => seller_id), events.map(({ event_id }) => event_id)];
  return (
    await db.query<StoredRejection>({
      name: 'read-stored-rejections',
      text: READ_STORED_REJECTIONS_SQL,
      values,
    })
  ).rows;
}

const READ_STORED_DEAD_LETTERS_SQL = `
  SELECT stored.source_topic, stored.source_partition, stored.source_offset, stored.reason, stored.detail, stored.seller_id,
    stored.event_id, stored.sku, stored.message_key, stored.message_value, stored.message_headers, stored.quarantined_at,
    stored.value_bytes, encode(stored.value_digest, 'hex') AS value_digest, stored.digest_of, stored.held
  FROM unnest($1::text[], $2::int[], $3::bigint[]) AS asked (source_topic, source_partition, source_offset)
  JOIN quarantine AS stored USING (source_topic, source_partition, source_offset)`;

/** The record position of a quarantined message. */
export interface DeadLetterName {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** A row of `quarantine`. */
export interface StoredDeadLetter extends DeadLetterName {
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
  readonly message_key: Buffer | null;
  readonly message_value: Buffer | null;
  readonly message_headers: Readonly<Record<string, string>>;
  readonly quarantined_at: Date;
  readonly value_bytes: number | null;
  readonly value_digest: string | null;
  readonly digest_of: 'value' | 'record' | 'batch' | null;
  readonly held: 'whole' | 'head' | 'record' | 'batch';
}

/** Reads those of these dead letters that are in quarantine. */
export async function readStoredDeadLetters(
  db: Queryable,
  deadLetters: readonly DeadLetterName[],
): Promise<StoredDeadLetter[]> {
  const values = [
    deadLetters.map(({ source_topic }) => source_topic),
    deadLetters.map(({ source_partition }) => source_partition),
    deadLetters.map(({ source_offset }) => source_offset),
  ];
  return (
    await db.query<StoredDeadLetter>({
      name: 'read-stored-dead-letters',
      text: READ_STORED_DEAD_LETTERS_SQL,
      values,
    })
  ).rows;
}

const READ_ACCEPTED_COMMANDS_SQL = `
  SELECT stored.seller_id, stored.event_id, stored.sku, stored.operation, stored.version, stored.accepted_at,
    stored.source_topic, stored.source_partition, stored.source_offset
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, event_id)
  JOIN inventory_transaction AS stored USING (seller_id, event_id)
  WHERE stored.operation IN ('R', 'U', 'F')`;

/** A stock command with the version that it made. */
export interface AcceptedCommand extends EventName {
  readonly sku: string;
  readonly operation: 'R' | 'U' | 'F';
  readonly version: number;
  readonly accepted_at: Date;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** Reads those of these stock commands that are in the ledger. */
export async function readAcceptedCommands(
  db: Queryable,
  commands: readonly EventName[],
): Promise<AcceptedCommand[]> {
  const values = [commands.map(({ seller_id }) => seller_id), commands.map(({ event_id }) => event_id)];
  return (
    await db.query<AcceptedCommand>({
      name: 'read-accepted-commands',
      text: READ_ACCEPTED_COMMANDS_SQL,
      values,
    })
  ).rows;
}

const WRITE_EMISSION_SQL = `
  INSERT INTO outcome_emission (repair_id, recovery_id, emitted) VALUES ($1, $2, $3) ON CONFLICT (repair_id) DO NOTHING`;

/**
 * Records that a message of an emission was handled, and how many of its outcomes existed. False if it was
 * handled before.
 */
export async function writeEmission(
  db: Queryable,
  { repair_id, recovery_id }: { readonly repair_id: string; readonly recovery_id: string },
  emitted: number,
): Promise<boolean> {
  return (
    (
      await db.query({
        name: 'record-outcome-emission',
        text: WRITE_EMISSION_SQL,
        values: [repair_id, recovery_id, emitted],
      })
    ).rowCount === 1
  );
}
