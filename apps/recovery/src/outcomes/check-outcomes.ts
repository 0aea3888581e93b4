import { type Broker, presentRanges, readRanges } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { readWalPosition, readSlot } from '../flows/histories/sql/capture.js';
import { type Compared, OutcomeComparison } from './compare-outcomes.js';
import { deadLetterOf, type OutcomeKind, type PlacedOutcome, rejectionOf } from './outcome-kinds.js';
import type { OutcomeRange } from './outcome-range.js';
import { type Held, readHeld } from './read-held.js';

/**
 * What checkOutcomes reads. `waitFor` polls until its check is true; false if the time (ms) is up. It rejects
 * with StoppingProblem when the service stops.
 */
export interface CheckContext {
  readonly ledger: Pool;
  readonly broker: Broker;
  readonly topics: Readonly<Record<OutcomeKind, string>>;
  readonly barrier_ms: number;
  readonly waitFor: (check: () => Promise<boolean>, within_ms: number) => Promise<boolean>;
}

/** The comparison of the tables with the topics, by kind of message. */
export interface OutcomeCheck {
  /** Whether everything in the tables has had time to arrive; otherwise nothing is known to be missing. */
  readonly complete: boolean;
  readonly reason: string | null;
  readonly compared: Partial<Readonly<Record<OutcomeKind, Compared>>>;
  readonly held: Partial<Readonly<Record<OutcomeKind, Held>>>;
}

/** The slot of `debezium/postgres-outbox-connector.json`. */
const OUTBOX_SLOT = 'debezium_outbox_slot';
const READERS: Readonly<Record<OutcomeKind, (value: Buffer | null) => PlacedOutcome | null>> = {
  rejections: rejectionOf,
  dead_letters: deadLetterOf,
};

/**
 * Compares the tables of rejections and dead letters with their topics. It reads the tables, waits for the
 * connector's confirmation up to that point, then reads the topics: what is missing then is lost.
 */
export async function checkOutcomes(context: CheckContext, range: OutcomeRange): Promise<OutcomeCheck> {
  const held: Partial<Record<OutcomeKind, Held>> = {};
  for (const kind of range.kinds) held[kind] = await readHeld(context.ledger, kind, range);
  const reason = await outboxBehind(context);
  const compared: Partial<Record<OutcomeKind, Compared>> = {};
  for (const kind of range.kinds) {
    const of_kind = held[kind];
    if (of_kind !== undefined) compared[kind] = await compare(context, kind, range, of_kind);
  }
  return { complete: reason === null, reason, compared, held };
}

/** Why the outbox may not be published up to now; null if it is. */
async function outboxBehind({ ledger, barrier_ms, waitFor }: CheckContext): Promise<string | null> {
  const { wal_lsn } = await readWalPosition(ledger);
  let slot = await readSlot(ledger, OUTBOX_SLOT, wal_lsn);
  const passed = await waitFor(async () => {
    slot = await readSlot(ledger, OUTBOX_SLOT, wal_lsn);
    return slot?.passed === true;
  }, barrier_ms);
  if (passed) return null;
  if (slot === undefined)
    return `there is no replication slot ${OUTBOX_SLOT}: see docs/runbooks/10-connector-down.md`;
  return `the outbox connector has not confirmed ${wal_lsn} within ${barrier_ms} ms${slot.active ? '' : ': nobody reads its slot'}`;
}

async function compare(
  context: CheckContext,
  kind: OutcomeKind,
  range: OutcomeRange,
  held: Held,
): Promise<Compared> {
  const { broker, topics, ledger } = context;
  const comparison = new OutcomeComparison(held.digests);
  const read = READERS[kind];
  await readRanges(broker, {
    ranges: await presentRanges(broker, topics[kind]),
    onMessages: (messages) => {
      for (const { value, headers } of messages) {
        const said = read(value);
        if (said !== null && isMeant(said, range))
          comparison.consume(said, (headers['emitted_again'] ?? '') !== '');
      }
    },
  });
  // These were decided within the range and written after the tables were read.
  const now = comparison.unknown().length === 0 ? held : await readHeld(ledger, kind, range);
  return comparison.result(new Set(now.digests.keys()));
}

function isMeant(
  { decided_at_ms, seller_id, sku }: PlacedOutcome,
  { from, to, selector }: OutcomeRange,
): boolean {
  if (!(decided_at_ms >= from.getTime() && decided_at_ms < to.getTime())) return false;
  return selector.everything || selector.wanted(seller_id ?? '', sku ?? '');
}
