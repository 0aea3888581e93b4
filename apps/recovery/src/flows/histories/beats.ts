/**
 * One heartbeat: its connector (`barrier` if a verification asked for it), and when its server wrote it, in microseconds since the epoch. Each is
 * unique.
 */
export interface Heartbeat {
  readonly connector: string;
  readonly beat_us: number;
}

/** The key of a heartbeat as one string. */
export function beatKey({ connector, beat_us }: Heartbeat): string {
  return `${connector}@${beat_us}`;
}

interface Beaten {
  readonly after?: { readonly connector?: unknown; readonly beat_at?: unknown } | null;
}

/** Older messages have a schema, and all of this beside it. */
interface HeartbeatMessage extends Beaten {
  readonly payload?: Beaten | null;
}

/** Parses the heartbeat in a CDC event; null if it is none. */
export function readBeat(value: Buffer | null): Heartbeat | null {
  try {
    const message = JSON.parse(value?.toString('utf8') ?? 'null') as HeartbeatMessage | null;
    const after = (message?.payload ?? message)?.after;
    const beat_us = microsOf(after?.beat_at);
    return typeof after?.connector === 'string' && beat_us !== null
      ? { connector: after.connector, beat_us }
      : null;
  } catch {
    return null;
  }
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** Parses Debezium's timestamptz: UTC, with as many digits as needed. */
function microsOf(text: unknown): number | null {
  const [, seconds, fraction = ''] = (typeof text === 'string' ? TIME.exec(text) : null) ?? [];
  const ms = Date.parse(`${seconds}Z`);
  return Number.isFinite(ms) ? ms * 1_000 + Number(fraction.padEnd(6, '0').slice(0, 6)) : null;
}
