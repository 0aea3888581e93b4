import { encodeRejection } from '@stockproof/events';
import type { Pool } from 'pg';
import { digestOfDeadLetter, recordKey, type OutcomeKind, rejectionOf } from './outcome-kinds.js';
import type { OutcomeRange } from './outcome-range.js';
import { listQuarantined, listRejections } from './sql/held-outcomes.js';

/** The outcomes of the range in the tables, by name: the digest of their message, and their partition. */
export interface Held {
  readonly digests: ReadonlyMap<string, string>;
  readonly partitions: ReadonlyMap<string, number>;
}

/** Reads the outcomes of one kind in the range from the ledger's tables. */
export async function readHeld(
  ledger: Pool,
  kind: OutcomeKind,
  { from, to, selector }: OutcomeRange,
): Promise<Held> {
  const digests = new Map<string, string>();
  const partitions = new Map<string, number>();
  if (kind === 'rejections') {
    for (const { event_time, rejected_at, ...facts } of await listRejections(
      ledger,
      from,
      to,
      selector.condition,
    )) {
      const said = rejectionOf(
        encodeRejection({
          ...facts,
          event_time_ms: event_time.getTime(),
          rejected_at_ms: rejected_at.getTime(),
        }),
      );
      if (said === null) continue;
      digests.set(said.name, said.digest);
      partitions.set(said.name, facts.source_partition);
    }
    return { digests, partitions };
  }
  for (const deadLetter of await listQuarantined(ledger, from, to, selector.condition)) {
    const name = recordKey(deadLetter.source_topic, deadLetter.source_partition, deadLetter.source_offset);
    digests.set(name, digestOfDeadLetter(deadLetter.reason, deadLetter.quarantined_at.getTime()));
    partitions.set(name, deadLetter.source_partition);
  }
  return { digests, partitions };
}
