import { columns, type Queryable } from '@stockproof/postgres';
import { type RecordPosition, recordPositionKey } from '../record-position.js';

const FIND_SQL = `
  SELECT reason, seller_id, event_id, sku, closed_at, closed_as, closed_event_id FROM quarantine
  WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3`;

/** A dead letter with its bytes; missing parts are null. */
export interface FoundDeadLetter {
  readonly reason: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
  /** Null while it is open. */
  readonly closed_at: Date | null;
  readonly closed_as: 'redriven' | 'dismissed' | null;
  readonly closed_event_id: string | null;
}

/** Finds the quarantined message at a record position; undefined if there is none. */
export async function findDeadLetter(
  ledger: Queryable,
  { topic, partition, offset }: RecordPosition,
): Promise<FoundDeadLetter | undefined> {
  return (
    await ledger.query<FoundDeadLetter>({
      name: 'find-dead-letter',
      text: FIND_SQL,
      values: [topic, partition, offset],
    })
  ).rows[0];
}

const WHOLE = `
  SELECT source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, event_id, sku, quarantined_at,
    message_key, key_bytes, message_value, value_bytes, encode(value_digest, 'hex') AS value_digest, digest_of, held, message_headers,
    closed_at, closed_as, closed_by, closed_event_id, closed_reason
  FROM quarantine`;

const READ_SQL = `${WHOLE} WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3`;

/** What is known of a quarantined message beside the message. */
interface KnownOfDeadLetter {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly reason: string;
  readonly detail: string;
  readonly assignee: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
  readonly quarantined_at: Date;
  readonly closed_at: Date | null;
  readonly closed_as: 'redriven' | 'dismissed' | null;
  readonly closed_by: string | null;
  readonly closed_event_id: string | null;
  readonly closed_reason: string | null;
}

/** A quarantined message, whole as far as it is kept. */
export interface WholeDeadLetter extends KnownOfDeadLetter {
  readonly message_key: Buffer | null;
  readonly key_bytes: number | null;
  readonly message_value: Buffer | null;
  readonly value_bytes: number | null;
  readonly value_digest: string | null;
  readonly digest_of: 'value' | 'record' | 'batch' | null;
  readonly held: 'whole' | 'head' | 'record' | 'batch';
  readonly message_headers: Readonly<Record<string, string>>;
}

/** Reads a quarantined message; undefined if there is none. */
export async function readDeadLetter(
  ledger: Queryable,
  { topic, partition, offset }: RecordPosition,
): Promise<WholeDeadLetter | undefined> {
  const values = [topic, partition, offset];
  return (await ledger.query<WholeDeadLetter>({ name: 'read-dead-letter', text: READ_SQL, values })).rows[0];
}

const JOIN_WANTED = `
  JOIN unnest($1::text[], $2::integer[], $3::bigint[]) AS wanted (topic, partition, position)
    ON source_topic = topic AND source_partition = partition AND source_offset = position`;

const READ_MANY_SQL = `${WHOLE} ${JOIN_WANTED}`;

/** Reads the quarantined messages at these positions with their bytes, in any order; one that is not there is missing. */
export async function readDeadLetters(
  ledger: Queryable,
  places: readonly RecordPosition[],
): Promise<WholeDeadLetter[]> {
  const values = placeColumns(places);
  return (await ledger.query<WholeDeadLetter>({ name: 'read-dead-letters', text: READ_MANY_SQL, values }))
    .rows;
}

const placeColumns = (places: readonly RecordPosition[]): unknown[][] =>
  columns(
    places,
    ({ topic }) => topic,
    ({ partition }) => partition,
    ({ offset }) => offset,
  );

const STATES_SQL = `
  SELECT source_topic, source_partition, source_offset, closed_as, closed_event_id FROM quarantine ${JOIN_WANTED}`;

/** How a dead letter was closed; nulls while it is open. */
export type ClosedAs = Pick<FoundDeadLetter, 'closed_as' | 'closed_event_id'>;

/** How the dead letters at these positions are closed, by their key; one that is not there is missing. */
export async function readClosings(
  ledger: Queryable,
  places: readonly RecordPosition[],
): Promise<ReadonlyMap<string, ClosedAs>> {
  const { rows } = await ledger.query<
    ClosedAs & Pick<KnownOfDeadLetter, 'source_topic' | 'source_partition' | 'source_offset'>
  >({ name: 'read-closings', text: STATES_SQL, values: placeColumns(places) });
  return new Map(
    rows.map(({ source_topic: topic, source_partition: partition, source_offset: offset, ...closed }) => [
      recordPositionKey({ topic, partition, offset }),
      closed,
    ]),
  );
}

const LIST_SQL = `
  SELECT source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, event_id, sku, quarantined_at,
    extract(epoch FROM now() - quarantined_at)::bigint AS age_seconds,
    closed_at IS NULL AND now() - quarantined_at > make_interval(hours => $1) AS overdue,
    closed_at, closed_as, closed_by, closed_event_id, closed_reason
  FROM quarantine
  WHERE ($2::text IS NULL OR reason = $2) AND ($3::text IS NULL OR sku = $3)
    AND ($8::boolean IS NULL OR (closed_at IS NOT NULL) = $8) AND ($9::text IS NULL OR closed_as = $9)
    AND ($10::text IS NULL OR seller_id = $10) AND ($11::text IS NULL OR assignee = $11)
    AND ($4::text IS NULL OR (quarantined_at, source_topic, source_partition, source_offset) > (
      SELECT quarantined_at, source_topic, source_partition, source_offset FROM quarantine
      WHERE source_topic = $4 AND source_partition = $5 AND source_offset = $6))
  ORDER BY quarantined_at, source_topic, source_partition, source_offset LIMIT $7`;

/** A dead letter as it is listed, with its age in seconds. */
export interface DeadLetter extends KnownOfDeadLetter {
  readonly age_seconds: number;
  /** Open for longer than the contract allows for triage. */
  readonly overdue: boolean;
}

/** Which dead letters are listed; null does not restrict. */
export interface DeadLetterFilter {
  readonly reason: string | null;
  readonly sku: string | null;
  readonly seller_id: string | null;
  readonly assignee: string | null;
  /** true: only closed ones; false: only open ones; null: all. */
  readonly closed: boolean | null;
  /** How they were closed. */
  readonly closed_as: 'redriven' | 'dismissed' | null;
  /** The last one of the previous page. */
  readonly after: RecordPosition | null;
}

/**
 * Lists quarantined messages, the oldest first, also if many have the same time. Empty if `after` is unknown.
 * Not a prepared statement: it is planned for what is wanted, so that it reads the index of that.
 */
export async function listDeadLetters(
  ledger: Queryable,
  triage_within_hours: number,
  { reason, sku, seller_id, assignee, closed, closed_as, after }: DeadLetterFilter,
  limit: number,
): Promise<DeadLetter[]> {
  const values = [
    triage_within_hours,
    reason,
    sku,
    after?.topic ?? null,
    after?.partition ?? null,
    after?.offset ?? null,
    limit,
    closed,
    closed_as,
    seller_id,
    assignee,
  ];
  return (await ledger.query<DeadLetter>({ text: LIST_SQL, values })).rows;
}

const COUNT_SQL = `
  SELECT reason, assignee, count(*)::int AS messages, min(quarantined_at) AS oldest,
    count(*) FILTER (WHERE now() - quarantined_at > make_interval(hours => $1))::int AS overdue
  FROM quarantine WHERE closed_at IS NULL GROUP BY reason, assignee ORDER BY messages DESC, reason`;

/** How many dead letters have a reason and an assignee, and how many are overdue. */
export interface DeadLetterCount {
  readonly reason: string;
  readonly assignee: string;
  readonly messages: number;
  readonly oldest: Date;
  readonly overdue: number;
}

/** Counts open quarantined messages, by reason and assignee. */
export async function countDeadLetters(
  ledger: Queryable,
  triage_within_hours: number,
): Promise<DeadLetterCount[]> {
  return (
    await ledger.query<DeadLetterCount>({
      name: 'count-dead-letters',
      text: COUNT_SQL,
      values: [triage_within_hours],
    })
  ).rows;
}
