import { bytea, columns, type Queryable } from '@stockproof/postgres';
import { type RecordPosition, recordPositionKey } from '../record-position.js';

/** Binds a dead letter to an event, if an approval was used for it. */
const BIND = `
  INSERT INTO redrive (source_topic, source_partition, source_offset, seller_id, event_id, redriven_by, request_hash)
  SELECT $1, $2::integer, $3::bigint, $4, $5, $6, $7::bytea FROM used
  ON CONFLICT (source_topic, source_partition, source_offset) DO UPDATE
    SET redriven_by = excluded.redriven_by, request_hash = excluded.request_hash, redriven_at = excluded.redriven_at, attempts = redrive.attempts + 1,
      sent_topic = NULL, sent_partition = NULL, sent_offset = NULL
    WHERE redrive.event_id = excluded.event_id AND redrive.seller_id = excluded.seller_id
      AND (redrive.request_hash IS NULL OR redrive.request_hash = excluded.request_hash)
  RETURNING attempts`;

const CLAIM_SQL = `
  WITH used AS (
    UPDATE redrive_request SET sent_by = $6, sent_at = now()
    WHERE redrive_id = $8 AND sent_at IS NULL AND withdrawn_at IS NULL AND approved_by IS NOT NULL AND expires_at > now()
    RETURNING redrive_id
  )
  ${BIND}`;

/** The event that a dead letter is sent as. */
export interface RedrivenAs {
  readonly seller_id: string;
  readonly event_id: string;
  /** Hex. */
  readonly request_hash: string;
}

/**
 * Uses up the approval of a redrive and binds its dead letter to this event. Returns how often the dead
 * letter was sent, from 1; the record position of the event is unknown from then on. Null if the approval is
 * used, expired or missing, or the redrive was withdrawn. Also null, although the approval is used up, if the
 * dead letter was sent as another event before (by id or content) or is dismissed: a dead letter becomes one
 * event or none, however often it is tried.
 */
export async function claimRedrive(
  db: Queryable,
  redrive_id: string,
  { topic, partition, offset }: RecordPosition,
  { seller_id, event_id, request_hash }: RedrivenAs,
  by: string,
): Promise<number | null> {
  const values = [topic, partition, offset, seller_id, event_id, by, bytea(request_hash), redrive_id];
  return (
    (await db.query<{ attempts: number }>({ name: 'claim-redrive', text: CLAIM_SQL, values })).rows[0]
      ?.attempts ?? null
  );
}

const CLAIM_PLANNED_SQL = `
  WITH used AS (
    UPDATE redrive_plan_line AS used_line SET claimed_at = now() FROM redrive_plan AS plan
    WHERE used_line.plan_id = $8 AND used_line.line = $9 AND used_line.claimed_at IS NULL AND used_line.result IS NULL
      AND plan.plan_id = used_line.plan_id AND plan.approved_by IS NOT NULL AND plan.expires_at > now()
      AND plan.withdrawn_at IS NULL AND plan.voided_at IS NULL
    RETURNING used_line.line
  )
  ${BIND}`;

/** A line of an approved plan. */
export interface PlannedLine {
  readonly plan_id: string;
  readonly line: number;
}

/** Like claimRedrive, for a line of an approved plan: the approval of the plan is used up for this line. */
export async function claimPlanned(
  db: Queryable,
  { plan_id, line }: PlannedLine,
  { topic, partition, offset }: RecordPosition,
  { seller_id, event_id, request_hash }: RedrivenAs,
  by: string,
): Promise<number | null> {
  const values = [topic, partition, offset, seller_id, event_id, by, bytea(request_hash), plan_id, line];
  return (
    (await db.query<{ attempts: number }>({ name: 'claim-planned', text: CLAIM_PLANNED_SQL, values })).rows[0]
      ?.attempts ?? null
  );
}

const NOTE_SENT_SQL = `
  UPDATE redrive SET sent_topic = $5, sent_partition = $6, sent_offset = $7
  WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3 AND attempts = $4`;

/**
 * Stores the record position of an event that was sent as attempt number `attempts`; an older attempt changes
 * nothing.
 */
export async function noteSent(
  db: Queryable,
  { topic, partition, offset }: RecordPosition,
  attempts: number,
  sent: RecordPosition,
): Promise<void> {
  await db.query({
    name: 'record-sent',
    text: NOTE_SENT_SQL,
    values: [topic, partition, offset, attempts, sent.topic, sent.partition, sent.offset],
  });
}

const FIND_SQL = `
  SELECT seller_id, event_id, encode(request_hash, 'hex') AS request_hash, redriven_at, attempts, sent_topic, sent_partition, sent_offset
  FROM redrive WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3`;

/** The binding of a dead letter to the event it was sent as. */
export interface Binding {
  readonly seller_id: string;
  readonly event_id: string;
  /** Hex; null for redrives from before hashes were stored. */
  readonly request_hash: string | null;
  /** When it was last sent. */
  readonly redriven_at: Date;
  /** How often it was sent. */
  readonly attempts: number;
  /** Record position of the event that was sent last; null while unknown. */
  readonly sent: RecordPosition | null;
}

interface Row extends Omit<Binding, 'event_id' | 'sent'> {
  readonly event_id: string | null;
  readonly sent_topic: string | null;
  readonly sent_partition: number;
  readonly sent_offset: number;
}

/** Returns the event a dead letter was sent as, or that it is dismissed; undefined if neither. */
export async function findRedrive(
  records: Queryable,
  { topic, partition, offset }: RecordPosition,
): Promise<Binding | 'dismissed' | undefined> {
  const [row] = (
    await records.query<Row>({ name: 'find-redrive', text: FIND_SQL, values: [topic, partition, offset] })
  ).rows;
  if (row === undefined) return undefined;
  const { event_id, sent_topic, sent_partition, sent_offset, ...bound } = row;
  if (event_id === null) return 'dismissed';
  return {
    ...bound,
    event_id,
    sent: sent_topic === null ? null : { topic: sent_topic, partition: sent_partition, offset: sent_offset },
  };
}

const FIND_MANY_SQL = `
  SELECT source_topic, source_partition, source_offset, CASE WHEN event_id IS NOT NULL THEN attempts END AS attempts
  FROM redrive JOIN unnest($1::text[], $2::integer[], $3::bigint[]) AS wanted (topic, partition, position)
    ON source_topic = topic AND source_partition = partition AND source_offset = position`;

/** How often each of these dead letters was sent, by its key; null: it is dismissed. One that never was is missing. */
export async function countAttempts(
  records: Queryable,
  places: readonly RecordPosition[],
): Promise<ReadonlyMap<string, number | null>> {
  const values = columns(
    places,
    ({ topic }) => topic,
    ({ partition }) => partition,
    ({ offset }) => offset,
  );
  const { rows } = await records.query<{
    source_topic: string;
    source_partition: number;
    source_offset: number;
    attempts: number | null;
  }>({ name: 'count-attempts', text: FIND_MANY_SQL, values });
  return new Map(
    rows.map(({ source_topic: topic, source_partition: partition, source_offset: offset, attempts }) => [
      recordPositionKey({ topic, partition, offset }),
      attempts,
    ]),
  );
}

const DISMISS_SQL = `
  INSERT INTO redrive (source_topic, source_partition, source_offset, redriven_by)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (source_topic, source_partition, source_offset) DO UPDATE SET redriven_by = redrive.redriven_by WHERE redrive.event_id IS NULL
  RETURNING redriven_by`;

/**
 * Marks a dead letter as dismissed, so that no event can be claimed for it. False if it was sent before.
 * Idempotent.
 */
export async function claimDismissal(
  db: Queryable,
  { topic, partition, offset }: RecordPosition,
  by: string,
): Promise<boolean> {
  return (
    (await db.query({ name: 'claim-dismissal', text: DISMISS_SQL, values: [topic, partition, offset, by] }))
      .rowCount === 1
  );
}

const RELEASE_SQL = `
  WITH released AS (
    DELETE FROM redrive WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3 AND seller_id = $4 AND event_id = $5 AND attempts = $6
    RETURNING source_topic, source_partition, source_offset, seller_id, event_id, redriven_by, redriven_at
  )
  INSERT INTO redrive_released (
    source_topic, source_partition, source_offset, seller_id, event_id, redriven_by, redriven_at, released_by, reason)
  SELECT source_topic, source_partition, source_offset, seller_id, event_id, redriven_by, redriven_at, $7, $8 FROM released`;

/**
 * Releases a dead letter from its event, and stores who did it and why. False if it is bound to another event
 * by now, or was sent again.
 */
export async function releaseRedrive(
  db: Queryable,
  { topic, partition, offset }: RecordPosition,
  { seller_id, event_id, attempts }: Pick<Binding, 'seller_id' | 'event_id' | 'attempts'>,
  by: string,
  reason: string,
): Promise<boolean> {
  const values = [topic, partition, offset, seller_id, event_id, attempts, by, reason];
  return (await db.query({ name: 'release-redrive', text: RELEASE_SQL, values })).rowCount === 1;
}
