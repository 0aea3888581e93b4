import { requestHash } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import type { RedriveContext } from '../redrive/redrive-context.js';
import { readCorrection, refuseCorrection } from '../redrive/read-correction.js';
import { recordPositionKey, type RecordPosition } from '../record-position.js';
import { listDeadLetters, readDeadLetters, type WholeDeadLetter } from '../sql/dead-letters.js';
import { textToSend } from './rules/text-to-send.js';
import {
  type DraftedLine,
  redrivePlanDigest,
  type Refusal,
  refuseTwins,
  type SentAs,
} from './rules/plan-line.js';
import type { PlanFilter } from './rules/redrive-plan.js';
import { presentStates } from './present-states.js';

/** Most dead letters of a plan. */
export const MAX_PLAN_LINES = 1_000;
/** Most bytes that a plan sends. */
const MAX_PLAN_BYTES = 16 * 1_024 * 1_024;
const PAGE = 100;

/** A plan before it is asked for. */
export interface DraftedPlan {
  readonly lines: readonly DraftedLine[];
  readonly digest: string;
  /** More dead letters match than a plan can have: the oldest are in it. */
  readonly left_out: boolean;
}

type DraftContext = Pick<RedriveContext, 'records' | 'ledger' | 'contract' | 'now_ms'>;

/**
 * Reads the exact set of open dead letters that match now, the oldest first, and what each would be sent as. Stores and
 * sends nothing. Rejects with a Problem if none matches, or if they are too large for one plan.
 */
export async function draftPlan(
  context: DraftContext,
  filter: PlanFilter,
  patch: readonly object[] | null,
): Promise<DraftedPlan> {
  const { ledger, contract } = context;
  const open = { ...filter, closed: false, closed_as: null, after: null };
  const hours = contract.dead_letters.triage_within_hours;
  const found = await listDeadLetters(ledger, hours, open, MAX_PLAN_LINES + 1);
  if (found.length === 0)
    throw new Problem(409, 'nothing_to_redrive', 'no open dead letter matches: look at the filter');
  const places = found
    .slice(0, MAX_PLAN_LINES)
    .map(({ source_topic: topic, source_partition: partition, source_offset: offset }) => ({
      topic,
      partition,
      offset,
    }));
  const lines = refuseTwins(await draftLines(context, places, patch));
  return { lines, digest: redrivePlanDigest(lines), left_out: found.length > MAX_PLAN_LINES };
}

async function draftLines(
  context: DraftContext,
  places: readonly RecordPosition[],
  patch: readonly object[] | null,
): Promise<DraftedLine[]> {
  const present = await presentStates(
    context,
    places.map((place) => ({ place })),
  );
  const lines: DraftedLine[] = [];
  let bytes = 0;
  for (let from = 0; from < places.length; from += PAGE) {
    const page = places.slice(from, from + PAGE);
    const whole = new Map((await readDeadLetters(context.ledger, page)).map((one) => [keyOf(one), one]));
    for (const place of page) {
      const drafted = await draftLine(context, place, whole.get(recordPositionKey(place)), patch);
      bytes += 'value' in drafted ? Buffer.byteLength(drafted.value) : 0;
      const attempts_before = present(place)?.attempts ?? 0;
      lines.push({
        place,
        attempts_before,
        ...('value' in drafted ? { sent_as: drafted, refusal: null } : { sent_as: null, refusal: drafted }),
      });
    }
    if (bytes > MAX_PLAN_BYTES)
      throw new Problem(413, 'too_large', `a plan sends at most ${MAX_PLAN_BYTES} bytes: narrow the filter`);
  }
  return lines;
}

const keyOf = ({
  source_topic: topic,
  source_partition: partition,
  source_offset: offset,
}: WholeDeadLetter) => recordPositionKey({ topic, partition, offset });

/** What this dead letter would be sent as, checked as a redrive of it alone is; or why it would be refused. */
async function draftLine(
  context: DraftContext,
  place: RecordPosition,
  found: WholeDeadLetter | undefined,
  patch: readonly object[] | null,
): Promise<SentAs | Refusal> {
  if (found === undefined)
    return { code: 'unknown_dead_letter', detail: 'it is not in the quarantine any more' };
  const text = textToSend(found, patch);
  if (!text.ok) return text.refusal;
  try {
    const update = readCorrection(JSON.parse(text.value), context.now_ms());
    await refuseCorrection(context, place, update);
    const { seller_id, event_id, sku } = update;
    return { seller_id, event_id, sku, value: text.value, request_hash: requestHash(update) };
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, detail: error.message };
    throw error;
  }
}
