/** An event with its name; everything else of it is its data. */
export interface NamedEvent {
  readonly type: string;
}

/** An event as it is in its stream. */
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

/** Data of an older version of an event as the newest one has it; pure. */
export type EventUpcaster = (
  type: string,
  schema_version: number,
  data: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;
