import type { SeenServer } from './choose-primary.js';
import { PrimaryWatch } from './primary-watch.js';

/** The part of a client that asks a server what it is. */
interface AskingClient {
  connect(): Promise<unknown>;
  query(text: string): Promise<{ readonly rows: readonly { readonly timeline: number | null }[] }>;
  end(): Promise<void>;
  /** Closes the connection without a word, because its server may be stopped. */
  cutOff(): void;
}

/** Shorter than a pool waits for a connection: what it asked for must not come after it has given up. */
export const ANSWER_WITHIN_MS = 1_500;
const EVERY_MS = 2_000;

const TIMELINE_SQL = `
  SELECT CASE WHEN pg_is_in_recovery() THEN NULL
              ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer END AS timeline`;

async function askServer(client: AskingClient): Promise<SeenServer> {
  try {
    await client.connect();
    const { rows } = await client.query(TIMELINE_SQL);
    await client.end();
    return { timeline: rows[0]?.timeline ?? null };
  } catch {
    client.cutOff();
    return null;
  }
}

/** One for all clients of the process that have the same servers and login. */
const watches = new Map<string, PrimaryWatch>();

/** The watch of these servers, which asks them with clients that `open` makes. */
export function watchOf(addresses: readonly string[], open: (address: string) => AskingClient): PrimaryWatch {
  const key = addresses.join(' ');
  const known = watches.get(key);
  if (known !== undefined) return known;
  const ask = (server: number): Promise<SeenServer> => askServer(open(addresses[server] ?? ''));
  const made = new PrimaryWatch({ servers: addresses.length, ask, every_ms: EVERY_MS });
  watches.set(key, made);
  return made;
}
