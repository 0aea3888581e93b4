import { createHash } from 'node:crypto';
import { canonicalJson, type CheckResult, type ReplayCounts } from '@stockproof/evidence';
import {
  checkOf,
  type CommandRow,
  counterexample,
  covered,
  type KnownHead,
  matchCommands,
  type Matched,
  counterexamplesOf,
  offerKeyOf,
  type OfferName,
  offersFoundBy,
  type ReplayedReservation,
  type ReservationRow,
  reservationsMatchReplay,
  type ReservedAt,
  reservedMatchesHeldLines,
  type SagaLine,
} from '@stockproof/verification';
import { readCommandId } from '@stockproof/reservation-saga';
import { findNewestSigned } from '../../evidence/sql/signed-heads.js';
import type { VerificationContext } from '../ledger/verification-context.js';
import type { RunControl } from '../../engine/run-control.js';
import type { OpenSnapshot, Snapshot } from '../../engine/snapshot.js';
import type { VerificationStep } from '../../engine/recoverable-flow.js';
import { headsIn } from '../../evidence/heads/heads.js';
import type { FlowVerification } from '../../evidence/recorded-flow.js';
import type { Selector } from '../scope/scope-selector.js';
import { type ReservationHistoryContext, captureConsumedBarrier } from './histories.js';
import { ReservationFold } from './reservation-fold.js';
import { findStreamGaps, type StreamGap, readEvents, readSagaLines } from './sql/events.js';
import { findStreams, readRows } from './sql/reservations.js';
import { readCommandRows, readReserved } from '../ledger/sql/ledger.js';
import { reservationOf, type StreamScope, streamOf } from './stream-scope.js';

/**
 * What a verification of reservations reads. `reservations_at` opens snapshots of their database;
 * `commands_topic` is the full name of the topic of stock commands.
 */
export interface ReservationVerificationContext
  extends ReservationHistoryContext, Pick<VerificationContext, 'records' | 'ledger_at'> {
  readonly reservations_at: OpenSnapshot;
  readonly commands_topic: string;
}

/** What a verification of reservations found, by reservation id. */
export interface ReservationVerification extends FlowVerification {
  readonly replayed: ReadonlyMap<string, ReplayedReservation>;
  /** Reservations whose read model is wrong. */
  readonly wrong: ReadonlySet<string>;
  /** Reservations whose history cannot be trusted for a repair. */
  readonly untrusted: ReadonlySet<string>;
}

const LATE = 'the reservations were not seen to have received what the ledger decided before the barrier';

/**
 * Reads the reservations' histories and then the ledger, so that nothing in them can be ahead of it; replays
 * and compares. Rejects with RunAbortedError.
 */
export async function verifyReservations(
  context: ReservationVerificationContext,
  selector: Selector,
  onStep: VerificationStep,
  control: RunControl,
): Promise<ReservationVerification> {
  await onStep('barrier');
  const barrier = await captureConsumedBarrier(context, selector, control);
  const signed = await findNewestSigned(context.records, 'reservations', selector.condition);
  await onStep('replay');
  const snapshot = await context.reservations_at();
  try {
    const streams = await streamsOf(context, snapshot, selector);
    const fold = await replay(snapshot, streams, { selector, signed, control });
    const side = {
      rows: await readRows(snapshot.db, streams),
      lines: await readSagaLines(snapshot.db, streams),
      gaps: await findStreamGaps(snapshot.db, streams),
    };
    await onStep('reconcile');
    const { commands, reserved } = await readLedger(context, selector);
    const wanted = ({ seller_id, sku }: OfferName): boolean => selector.wanted(seller_id, sku);
    const heads = new Map(barrier.heads.map((head) => [offerKeyOf(head), head.version]));
    const matched = matchCommands(commands, side.lines, heads, wanted);
    const replayed = fold.replayed();
    const { check, wrong } = reservationsMatchReplay(side.rows, replayed);
    const unchanged = historyCheck(signed, fold);
    const reserving = reservedMatchesHeldLines(reserved, side.rows, matched.rows, side.lines, wanted);
    const held = checkOf('held_lines_match_ledger', matched.compared, matched.found);
    const gaps = checkOf(
      'versions_contiguous',
      fold.read,
      side.gaps.flatMap(({ stream, events, newest }) =>
        counterexamplesOf(
          side.lines.filter((line) => line.stream === stream),
          { expected: `${stream}: ${newest} events`, found: `${events} events` },
        ),
      ),
    );
    return {
      checks: [
        gaps,
        check,
        unchanged,
        covered(held, barrier.consumed, LATE),
        covered(reserving, barrier.consumed, LATE),
      ],
      counts: { table: countsOf(fold), cdc: countsOfCommands(matched) },
      barrier,
      history: [],
      read_from: null,
      sealed_segments: [],
      published: [],
      candidate: null,
      replayed,
      wrong,
      schema: { versions: [...fold.schema_versions], fingerprints: [] },
      duplicates_skipped: 0,
      live: { name: 'view_reservation', version: 1, digest: null },
      untrusted: untrustedBy(replayed, matched, side, unchanged),
      heads: () => headsIn(fold.heads()),
      stateDigest: () => digestOf(side.rows),
    };
  } finally {
    await snapshot.close();
  }
}

/** All streams, or those that the events or the ledger name for the scope. */
async function streamsOf(
  { ledger, commands_topic }: ReservationVerificationContext,
  { db }: Snapshot,
  { condition, everything }: Selector,
): Promise<StreamScope> {
  if (everything) return 'all';
  const commands = await readCommandRows(ledger, commands_topic, condition);
  const commanded = commands.flatMap(({ event_id }) => {
    const id = readCommandId(event_id);
    return id === null ? [] : [streamOf(id.reservation_id)];
  });
  return new Set([...(await findStreams(db, condition)), ...commanded]);
}

async function replay(
  { db }: Snapshot,
  streams: StreamScope,
  { selector, signed, control }: { selector: Selector; signed: readonly KnownHead[]; control: RunControl },
): Promise<ReservationFold> {
  const fold = new ReservationFold(selector.wanted, signed);
  for await (const page of readEvents(db, streams)) {
    for (const event of page) fold.add(event);
    await control.acquireTokens(page.length);
    control.reportProgress({ events_read: fold.read, events_total: fold.read });
  }
  return fold;
}

/** Read last, so it contains everything that the reservations have received. */
async function readLedger(
  { ledger_at, commands_topic }: ReservationVerificationContext,
  { condition }: Selector,
): Promise<{ readonly commands: readonly CommandRow[]; readonly reserved: readonly ReservedAt[] }> {
  const ledger = await ledger_at();
  try {
    return {
      commands: await readCommandRows(ledger.db, commands_topic, condition),
      reserved: await readReserved(ledger.db, condition),
    };
  } finally {
    await ledger.close();
  }
}

function historyCheck(signed: readonly KnownHead[], fold: ReservationFold): CheckResult {
  const found = signed
    .filter((head) => fold.digestAt(head) !== head.chain_digest)
    .map((head) =>
      counterexample({
        ...head,
        expected: head.chain_digest,
        found: fold.digestAt(head) ?? null,
        first_differing_version: head.version,
      }),
    );
  return checkOf(
    'history_unchanged_since_last_evidence',
    Math.max(signed.length, fold.heads().length),
    found,
  );
}

function countsOf({ read, applied, skipped }: ReservationFold): ReplayCounts {
  return { read, applied, skipped, late: 0, duplicate: 0 };
}

/** Counts the ledger's movements: known, on their way, or requested by nobody (then they do not add up). */
function countsOfCommands({ rows }: Matched): ReplayCounts {
  const count = (as: string): number => rows.filter((row) => row.as === as).length;
  return { read: rows.length, applied: count('applied'), skipped: count('ahead'), late: 0, duplicate: 0 };
}

interface Side {
  readonly lines: readonly SagaLine[];
  readonly gaps: readonly StreamGap[];
}

function untrustedBy(
  replayed: ReadonlyMap<string, ReplayedReservation>,
  { untrusted }: Matched,
  { lines, gaps }: Side,
  unchanged: CheckResult,
): ReadonlySet<string> {
  const faulty = [...replayed].filter(([, made]) => 'fault' in made).map(([id]) => id);
  const gapped = gaps.map(({ stream }) => reservationOf(stream) ?? stream);
  const changed = new Set(offersFoundBy(unchanged));
  const touched = lines
    .filter((line) => changed.has(offerKeyOf(line)))
    .map(({ reservation_id }) => reservation_id);
  return new Set([...faulty, ...gapped, ...untrusted, ...touched]);
}

function digestOf(rows: readonly ReservationRow[]): string {
  const digest = createHash('sha256');
  for (const row of rows.map(canonicalJson).sort()) digest.update(row).update('\n');
  return digest.digest('hex');
}
