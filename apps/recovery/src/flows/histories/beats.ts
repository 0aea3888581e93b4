/**
 * One heartbeat: whose, and when its server wrote it, in microseconds since the epoch. No two are the same.
 */
export interface Heartbeat {
  readonly connector: string;
  readonly beat_us: number;
}

/**
 * Whether the capture has passed a barrier: it has brought a heartbeat that *this* server wrote after it. A
 * position of the WAL does not say so: a server that was restored, or another one, has its own, which may be
 * lower.
 */
export function passedBarrier(
  before: readonly Heartbeat[],
  written: readonly Heartbeat[],
  consumed: (beat: Heartbeat) => boolean,
): boolean {
  const known = new Set(before.map(beatKey));
  return written.some((beat) => !known.has(beatKey(beat)) && consumed(beat));
}

export function beatKey({ connector, beat_us }: Heartbeat): string {
  return `${connector}@${beat_us}`;
}

interface HeartbeatMessage {
  readonly payload?: {
    readonly after?: { readonly connector?: unknown; readonly beat_at?: unknown } | null;
  } | null;
}

/** The heartbeat in a CDC event; null when it is none. */
export function readBeat(value: Buffer | null): Heartbeat | null {
  try {
    const message = JSON.parse(value?.toString('utf8') ?? 'null') as HeartbeatMessage | null;
    const after = message?.payload?.after;
    const beat_us = microsOf(after?.beat_at);
    return typeof after?.connector === 'string' && beat_us !== null
      ? { connector: after.connector, beat_us }
      : null;
  } catch {
    return null;
  }
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** As Debezium writes a timestamptz: UTC, with as many digits as it takes. */
function microsOf(text: unknown): number | null {
  const [, seconds, fraction = ''] = (typeof text === 'string' ? TIME.exec(text) : null) ?? [];
  const ms = Date.parse(`${seconds}Z`);
  return Number.isFinite(ms) ? ms * 1_000 + Number(fraction.padEnd(6, '0').slice(0, 6)) : null;
}
