/** The bytes of a WAL segment of a cluster that `initdb` made with its default. */
export const SEGMENT_BYTES = 16 * 1024 * 1024;

const SEGMENT = /^[0-9A-F]{24}$/;
const HISTORY = /^[0-9A-F]{8}\.history$/;
const SEGMENTS_OF_ID = 0x1_0000_0000n / BigInt(SEGMENT_BYTES);

/** Whether a file of the archive is one that a restore reads: a WAL segment or the history of a timeline. */
export function isArchived(name: string): boolean {
  return SEGMENT.test(name) || HISTORY.test(name);
}

/** The number of the segment that holds a WAL position such as `0/1A000028`. */
export function segmentOfPosition(lsn: string): bigint {
  const [high = '', low = ''] = lsn.split('/');
  return ((BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)) / BigInt(SEGMENT_BYTES);
}

/** The number of a segment's file, whatever its timeline; null for another file. */
export function segmentOfName(name: string): bigint | null {
  if (!SEGMENT.test(name)) return null;
  return BigInt(`0x${name.slice(8, 16)}`) * SEGMENTS_OF_ID + BigInt(`0x${name.slice(16)}`);
}

/**
 * The numbers between the segment of `from` and the newest one in the archive that no file has. A restore
 * stops at the first of them, so what comes after it is out of reach. Without any file: the first one is missing.
 */
export function missingSegments(names: readonly string[], from: string): bigint[] {
  const there = new Set(names.map(segmentOfName).filter((found) => found !== null));
  const first = segmentOfPosition(from);
  const last = [...there].reduce((newest, at) => (at > newest ? at : newest), first);
  const missing: bigint[] = [];
  for (let at = first; at <= last; at += 1n) if (!there.has(at)) missing.push(at);
  return missing;
}
