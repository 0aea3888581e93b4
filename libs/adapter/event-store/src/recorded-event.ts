import type { EventUpcaster, RecordedEvent } from '@stockproof/event-sourcing';

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

const asItIs: EventUpcaster = (_type, _version, data) => data;

/** Converts a row to the appended event, upcast to the newest version. */
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
  const event = { type, ...upcast(type, schema_version, data as Record<string, unknown>) } as E;
  return { stream, version, event, message_id, correlation_id, causation_id, recorded_at };
}
