/** An event with its name; everything else of it is its data. */
export interface NamedEvent {
  readonly type: string;
}

/** An event as it stands in its stream. */
export interface RecordedEvent<E> {
  readonly stream: string;
  /** 1, 2, 3 ... in its stream, without gaps. */
  readonly version: number;
  readonly event: E;
  readonly message_id: string | null;
  /** What all this belongs to. */
  readonly correlation_id: string | null;
  /** What made it happen: a command, a message, or the event before. */
  readonly causation_id: string | null;
  readonly recorded_at: Date;
}

/** A row of the table `event`. */
export interface EventRow {
  readonly position: number;
  readonly transaction_id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: unknown;
  readonly message_id: string | null;
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
  readonly recorded_at: Date;
}

/** Data of an older version of an event as the newest one has it; pure. */
export type EventUpcaster = (
  type: string,
  schema_version: number,
  data: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;

const asItIs: EventUpcaster = (_type, _version, data) => data;

/** Makes of a row what was appended, brought up to date. */
export function toRecorded<E>(row: EventRow, upcast: EventUpcaster = asItIs): RecordedEvent<E> {
  const {
    stream,
    version,
    type,
    schema_version,
    data,
    message_id,
    correlation_id,
    causation_id,
    recorded_at,
  } = row;
  const event = { type, ...upcast(type, schema_version, data as Record<string, unknown>) } as unknown as E;
  return { stream, version, event, message_id, correlation_id, causation_id, recorded_at };
}
