import { type Broker, type RangeMessage, streamRange } from '@stockproof/kafka';

/** A version that is looked for, and when the ledger accepted it. */
export interface Wanted {
  readonly version: number;
  readonly accepted_ms: number;
  /** How much later something may be before the search is given up, ms. */
  readonly patience_ms: number;
}

/** What is read of a message: its time, and what it says of the offer, if it does. */
export interface ReadMessage<Found> {
  readonly time_ms: number;
  readonly of_version: { readonly version: number; readonly found: Found } | null;
}

/** Where is searched, and how. */
export interface Search<Found> {
  readonly topic: string;
  readonly partition: number;
  readonly wanted: readonly Wanted[];
  readonly read: (message: RangeMessage) => ReadMessage<Found> | null;
}

/** What a search found, by version. */
export interface Searched<Found> {
  readonly found: ReadonlyMap<number, Found>;
  /** Versions for which not everything was read that may hold them: it would have been too much. */
  readonly unsearched: ReadonlySet<number>;
  /** Versions of a time of which the topic may have deleted messages. */
  readonly not_kept: ReadonlySet<number>;
}

/** Clocks differ, and a message may be a little older than the row says. */
const MARGIN_MS = 2_000;
/** Offsets that are read at once, and of one search in all. */
const CHUNK = 500;
export const MAX_OFFSETS = 20_000;

/**
 * Searches a partition for versions of an offer, from shortly before each was accepted until it is found, its patience
 * is over, or the partition ends. Reads at most MAX_OFFSETS offsets, however many versions are wanted. The first message of
 * a version counts. Rejects as `streamRange` does.
 */
export async function searchTopic<Found>(broker: Broker, search: Search<Found>): Promise<Searched<Found>> {
  const { topic, partition, wanted, read } = search;
  const admin = await broker.admin();
  try {
    const { low, high } = (await admin.offsets(topic)).get(partition) ?? { low: 0, high: 0 };
    const found = new Map<number, Found>();
    const [unsearched, not_kept] = [new Set<number>(), new Set<number>()];
    let [position, left] = [low, MAX_OFFSETS];
    for (const { version, accepted_ms, patience_ms } of wanted) {
      if (found.has(version)) continue;
      const begin = (await admin.offsetsAt(topic, accepted_ms - MARGIN_MS)).get(partition) ?? low;
      if (begin <= low && low > 0) not_kept.add(version);
      position = Math.max(position, begin);
      for (let time_ms = 0; !found.has(version) && position < high;) {
        if (time_ms > accepted_ms + patience_ms) break;
        if (left <= 0) {
          unsearched.add(version);
          break;
        }
        const to_offset = Math.min(position + CHUNK, high);
        for await (const message of streamRange(broker, {
          topic,
          partition,
          from_offset: position,
          to_offset,
        })) {
          const seen = read(message);
          if (seen === null) continue;
          time_ms = Math.max(time_ms, seen.time_ms);
          const { of_version } = seen;
          if (of_version !== null && !found.has(of_version.version))
            found.set(of_version.version, of_version.found);
        }
        left -= to_offset - position;
        position = to_offset;
      }
    }
    return { found, unsearched, not_kept };
  } finally {
    await admin.close();
  }
}
