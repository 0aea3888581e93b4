import { ledgerRowOf, ChangeReader } from '@stockproof/cdc';
import {
  type AppendedRow,
  decodeRejection,
  decodeStockCommand,
  decodeUpdate,
  offerKey,
  TOPICS,
} from '@stockproof/events';
import { type Broker, presentRanges, readRanges } from '@stockproof/kafka';
import type { RejectionMessage, SourcePlace, RequestAtPlace } from '@stockproof/ledger';
import type { OfferName } from '@stockproof/verification';
import { restoredState, type RestoredLedger } from './restored-ledger.js';

/** What the CDC topic has of offers at and beyond their restored heads. */
export interface ChangesBeyond {
  /** By offerKey. */
  readonly rows: ReadonlyMap<string, readonly AppendedRow[]>;
  /** Messages that are no inserted row: nobody makes one, so each is a reason to stop. */
  readonly foreign: readonly string[];
}

/** Reads the CDC topic of the ledger to its present end. Keeps only what can be lost, and the row of each restored head. */
export async function readChangesBeyond(broker: Broker, restored: RestoredLedger): Promise<ChangesBeyond> {
  const rows = new Map<string, AppendedRow[]>();
  const foreign: string[] = [];
  const reader = new ChangeReader();
  await readRanges(broker, {
    ranges: await presentRanges(broker, TOPICS.ledgerChanges),
    onMessages: (messages) => {
      for (const { partition, offset, value } of messages) {
        const change = reader.read(value);
        if (change.kind === 'tombstone') continue;
        const inserted =
          change.kind === 'change' && (change.op === 'c' || change.op === 'r') ? change.after : null;
        const row = inserted === null ? null : ledgerRowOf(inserted);
        if (row === null) foreign.push(`${TOPICS.ledgerChanges}/${partition}/${offset}`);
        else if (row.version >= restoredState(restored, row).version) {
          add(rows, row);
        }
      }
    },
  });
  return { rows, foreign };
}

function add<T extends OfferName>(lists: Map<string, T[]>, one: T): void {
  const key = offerKey(one.seller_id, one.sku);
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [one]);
  else known.push(one);
}

/** What the topic of rejections has since the restored positions. */
export interface RejectionsSince {
  /** By offerKey. */
  readonly of: ReadonlyMap<string, readonly RejectionMessage[]>;
  readonly foreign: readonly string[];
}

/** Reads the topic of rejections to its present end. Keeps those whose messages the restored database has not decided. */
export async function readRejections(
  broker: Broker,
  { nextOffset }: RestoredLedger,
): Promise<RejectionsSince> {
  const of = new Map<string, RejectionMessage[]>();
  const foreign: string[] = [];
  await readRanges(broker, {
    ranges: await presentRanges(broker, TOPICS.rejections),
    onMessages: (messages) => {
      for (const { partition, offset, value } of messages) {
        const rejection = decodeRejection(value);
        if (rejection === null) foreign.push(`${TOPICS.rejections}/${partition}/${offset}`);
        else if (rejection.source_offset >= nextOffset(rejection.source_topic, rejection.source_partition)) {
          add(of, rejection);
        }
      }
    },
  });
  return { of, foreign };
}

/** Reads the messages that rows name, from the restored positions to the end; keyed by `placeKey`. */
export async function readRequests(
  broker: Broker,
  { nextOffset }: RestoredLedger,
): Promise<ReadonlyMap<string, RequestAtPlace>> {
  const found = new Map<string, RequestAtPlace>();
  const now_ms = Date.now();
  for (const [topic, decode] of [
    [TOPICS.updates, decodeUpdate],
    [TOPICS.stockCommands, decodeStockCommand],
  ] as const) {
    const present = await presentRanges(broker, topic);
    await readRanges(broker, {
      ranges: present.map((range) => ({
        ...range,
        from_offset: Math.max(range.from_offset, nextOffset(topic, range.partition)),
      })),
      onMessages: (messages) => {
        for (const { partition, offset, value } of messages) {
          const decoded = value === null ? null : decode(value, now_ms);
          const place = { source_topic: topic, source_partition: partition, source_offset: offset };
          if (decoded?.ok === true) found.set(placeKey(place), decoded);
        }
      },
    });
  }
  return found;
}

/** The key of a message's place. */
export function placeKey({ source_topic, source_partition, source_offset }: SourcePlace): string {
  return `${source_topic}/${source_partition}/${source_offset}`;
}
