import type { ChangeReader } from '@stockproof/cdc';
import { parseStrictJson } from '@stockproof/events';
import { readCommandId, type ReservationCommand } from '@stockproof/reservation-saga';

/** What the ledger decided on a command of ours. */
export interface CommandOutcome {
  readonly reservation_id: string;
  readonly event_id: string;
  readonly command: Extract<ReservationCommand, { type: 'outcome' }>;
}

type Facts = Readonly<Record<string, unknown>>;

/**
 * Reads an accepted command from the ledger's capture; null for everything else, and for a row that only has
 * the name of one: a seller may choose any event id, but not the topic it came from.
 */
export function readAccepted(
  reader: ChangeReader,
  value: Buffer | null,
  commands_topic: string,
): CommandOutcome | null {
  const read = reader.read(value);
  if (read.kind !== 'change' || read.after === null || !'cr'.includes(read.op)) return null;
  const { after } = read;
  const version = after['version'];
  if (typeof version !== 'number') return null;
  return outcomeOf(after, commands_topic, Date.parse(String(after['accepted_at'])), {
    accepted: true,
    version,
  });
}

/**
 * Reads what is told of a command that was sent once more: accepted before, or in conflict with what is under
 * its id.
 */
export function readRepeated(value: Buffer | null, commands_topic: string): CommandOutcome | null {
  const parsed = value === null ? null : parseStrictJson(value);
  if (parsed?.ok !== true) return null;
  const row = parsed.value as Facts;
  if (row['type'] === 'conflict')
    return outcomeOf(row, commands_topic, Date.parse(String(row['seen_at'])), { conflict: true });
  const version = row['version'];
  if (typeof version !== 'number') return null;
  return outcomeOf(row, commands_topic, Date.parse(String(row['accepted_at'])), { accepted: true, version });
}

/** Reads a refused command from the rejections. */
export function readRejected(value: Buffer | null, commands_topic: string): CommandOutcome | null {
  const parsed = value === null ? null : parseStrictJson(value);
  if (parsed?.ok !== true) return null;
  const row = parsed.value as Facts;
  const { available } = (row['facts'] ?? {}) as Facts;
  const answer = {
    accepted: false as const,
    reason: String(row['reason']),
    available: typeof available === 'number' ? available : null,
  };
  return outcomeOf(row, commands_topic, Date.parse(String(row['rejected_at'])), answer);
}

function outcomeOf(
  row: Facts,
  commands_topic: string,
  now_ms: number,
  answer: CommandOutcome['command']['answer'],
): CommandOutcome | null {
  const event_id = String(row['event_id']);
  const id = readCommandId(event_id);
  if (id === null || row['source_topic'] !== commands_topic || row['operation'] !== id.operation) return null;
  const { reservation_id, line, operation } = id;
  return {
    reservation_id,
    event_id,
    command: { type: 'outcome', line, operation, event_id, now_ms, answer },
  };
}
