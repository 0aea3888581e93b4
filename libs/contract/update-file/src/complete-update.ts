/** Where a line comes from. */
export interface UpdateSource {
  readonly seller_id: string;
  /** The caller's id of the file, such as its SHA-256; null if each line has an event id of its own. */
  readonly file_id: string | null;
  /** Counted in the file from 1, header and empty lines included. */
  readonly line: number;
}

/** The event id of a line that has none of its own: the same file again gives the same ids. */
function lineEventId(file_id: string, line: number): string {
  return `${file_id}-${line}`;
}

/** Adds what a line need not say: the version, the seller and the event id. Pure. */
export function completeUpdate(
  fields: Readonly<Record<string, unknown>>,
  { seller_id, file_id, line }: UpdateSource,
): Readonly<Record<string, unknown>> {
  return {
    schema_version: 3,
    seller_id,
    ...(file_id === null ? {} : { event_id: lineEventId(file_id, line) }),
    ...fields,
  };
}
