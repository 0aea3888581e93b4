/** An event with its type; the other members are its data. */
export interface NamedEvent {
  readonly type: string;
}

/** An event as stored in its stream. */
export interface RecordedEvent<E> {
  readonly stream: string;
  /** 1, 2, 3 ... within its stream, without gaps. */
  readonly version: number;
  readonly event: E;
  readonly message_id: string | null;
  /** The id of the whole process that the event belongs to. */
  readonly correlation_id: string | null;
  /** The id of what caused the event: a command, a message, or the previous event. */
  readonly causation_id: string | null;
  readonly recorded_at: Date;
}

/** Converts the data of an event of an older version to the newest form, with a `type` if its name has changed. Pure. */
export type EventUpcaster = (
  type: string,
  schema_version: number,
  data: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;
