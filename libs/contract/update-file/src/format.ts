/** How the lines of a file are written. */
export type FileFormat = 'csv' | 'ndjson';

/** The media type of each format. */
export const MEDIA_TYPES = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
} as const satisfies Record<FileFormat, string>;

/** The format of a media type, whatever its parameters; null if it is none of a file. */
export function formatOfType(content_type: string): FileFormat | null {
  const type = content_type.split(';')[0]?.trim().toLowerCase();
  if (type === MEDIA_TYPES.csv) return 'csv';
  return type === MEDIA_TYPES.ndjson ? 'ndjson' : null;
}
