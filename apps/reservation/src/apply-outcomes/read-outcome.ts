import { type ChangeReader, rowBytes } from '@stockproof/cdc';
import { mayHoldStrings, parseStrictJson, readElsewhere } from '@stockproof/events';
import { readCommandId, type ReservationCommand } from '@stockproof/reservation-saga';

/** The ledger's decision about one of our commands. */
export interface CommandOutcome {
  readonly reservation_id: string;
  readonly event_id: string;
  readonly command: Extract<ReservationCommand, { type: 'outcome' }>;
}

type Facts = Readonly<Record<string, unknown>>;

/** The topic of our commands; every decision about one of them names it. */
export interface CommandsTopic {
  readonly name: string;
  /**
   * Whether a message may name it, by its bytes: never false for one that does. Nearly all messages are about
   * the updates of sellers, and are not parsed.
   */
  readonly mayBeIn: (value: Buffer) => boolean;
}

/**
 * The topic whose messages are results of stock commands, by its name with the prefix. Throws for another
 * one.
 */
export function commandsTopic(name: string): CommandsTopic {
  return { name, mayBeIn: mayHoldStrings([name]) };
}

/**
 * Reads an accepted command from the ledger's CDC events. Null for everything else, also for a row that only
 * has such an id: a seller may choose any event id, but not the topic it came from.
 */
export function readAccepted(
  reader: ChangeReader,
  value: Buffer | null,
  commands: CommandsTopic,
): CommandOutcome | null {
  if (value === null || !commands.mayBeIn(rowBytes(value))) return null;
  const read = reader.read(value);
  if (read.kind !== 'change' || read.after === null || !'cr'.includes(read.op)) return null;
  const { after } = read;
  const version = after['version'];
  if (typeof version !== 'number') return null;
  return outcomeOf(after, commands, Date.parse(String(after['accepted_at'])), {
    accepted: true,
    version,
  });
}

/**
 * Reads the answer to a repeated command: accepted before, or in conflict with another request. Null for
 * everything else.
 */
export function readRepeated(value: Buffer | null, commands: CommandsTopic): CommandOutcome | null {
  const row = parsedOwn(value, commands);
  if (row === null) return null;
  if (row['type'] === 'conflict')
    return outcomeOf(row, commands, Date.parse(String(row['seen_at'])), { conflict: true });
  const version = row['version'];
  if (typeof version !== 'number') return null;
  return outcomeOf(row, commands, Date.parse(String(row['accepted_at'])), { accepted: true, version });
}

/** Reads a refused command from the rejections; null for everything else. */
export function readRejected(value: Buffer | null, commands: CommandsTopic): CommandOutcome | null {
  const row = parsedOwn(value, commands);
  if (row === null) return null;
  const facts = (row['facts'] ?? {}) as Facts;
  const { available } = facts;
  const elsewhere = readElsewhere(facts);
  const answer = {
    accepted: false as const,
    reason: String(row['reason']),
    available: typeof available === 'number' ? available : null,
    ...(elsewhere.length === 0 ? {} : { elsewhere }),
  };
  return outcomeOf(row, commands, Date.parse(String(row['rejected_at'])), answer);
}

function parsedOwn(value: Buffer | null, commands: CommandsTopic): Facts | null {
  if (value === null || !commands.mayBeIn(value)) return null;
  const parsed = parseStrictJson(value);
  return parsed.ok ? (parsed.value as Facts) : null;
}

function outcomeOf(
  row: Facts,
  commands: CommandsTopic,
  now_ms: number,
  answer: CommandOutcome['command']['answer'],
): CommandOutcome | null {
  const event_id = String(row['event_id']);
  const id = readCommandId(event_id);
  if (id === null || row['source_topic'] !== commands.name || row['operation'] !== id.operation) return null;
  const { reservation_id, ...step } = id;
  return {
    reservation_id,
    event_id,
    command: { type: 'outcome', ...step, event_id, now_ms, answer },
  };
}
