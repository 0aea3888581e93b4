import { skuPartition } from '@stockproof/events';
import { withFailpoint } from '@stockproof/failpoints';
import { recordPositionKey } from '../../record-position.js';
import { readClosings } from '../../sql/dead-letters.js';
import { type Binding, claimPlanned, findRedrive, noteSent } from '../../sql/redrives.js';
import type { Refusal, SentAs } from '../rules/plan-line.js';
import type { RedrivePlan } from '../rules/redrive-plan.js';
import { type OpenLine, settlePlanLine, type Settled } from '../sql/plan-lines.js';
import type { PlanContext } from './plan-context.js';
import type { PlanHold } from './plan-hold.js';

/** A line whose event was sent, with the binding of its dead letter. */
export interface SentLine extends OpenLine {
  readonly attempts: number;
}

/**
 * Sends each of these lines that may be sent, in order, and returns them; settles the others. With a refusal nothing more
 * is sent. A line that was claimed when a process ended is sent again as the same event, which the ledger takes once.
 */
export async function sendLines(
  context: PlanContext,
  plan: RedrivePlan,
  lines: readonly OpenLine[],
  refusal: Refusal | null,
  hold: PlanHold,
): Promise<SentLine[]> {
  const closings = await readClosings(
    context.ledger,
    lines.map(({ place }) => place),
  );
  const sent: SentLine[] = [];
  for (const line of lines) {
    await hold.goOn();
    const closed = closings.get(recordPositionKey(line.place))?.closed_as ?? null;
    const next = line.claimed
      ? await sentBefore(context, line)
      : await claim(context, plan, line, refusal, closed);
    if ('result' in next) {
      await withFailpoint('redrive-plan.settle', () =>
        settlePlanLine(context.records, plan.plan_id, line.line, next),
      );
      continue;
    }
    // A closed one only waits for its result; with a refusal nothing is sent any more.
    if (!next.sent && closed === null && refusal === null) await produce(context, line, next.attempts);
    sent.push({ ...line, attempts: next.attempts });
  }
  return sent;
}

/** A dead letter that is bound to the event of its line: how often it was sent, and whether it is known that it was now. */
interface Claimed {
  readonly attempts: number;
  readonly sent: boolean;
}

/** Binds the dead letter, or says what becomes of a line that is not sent. */
async function claim(
  { records }: PlanContext,
  { plan_id, requested_by }: RedrivePlan,
  { line, place, sent_as }: OpenLine,
  refusal: Refusal | null,
  closed: string | null,
): Promise<Claimed | Settled> {
  if (closed !== null)
    return {
      result: 'already_closed',
      refusal: { code: 'dead_letter_closed', detail: `it was ${closed} before` },
    };
  if (refusal !== null) return { result: 'refused', refusal };
  const claimed = await withFailpoint('redrive-plan.claim', () =>
    claimPlanned(records, { plan_id, line }, place, sent_as, requested_by),
  );
  if (claimed !== null) return { attempts: claimed, sent: false };
  return { result: 'refused', refusal: boundOtherwise(await findRedrive(records, place), sent_as) };
}

async function sentBefore(
  { records }: PlanContext,
  { place, sent_as }: OpenLine,
): Promise<Claimed | Settled> {
  const bound = await findRedrive(records, place);
  const own = typeof bound === 'object' && bound.request_hash === sent_as.request_hash;
  if (own) return { attempts: bound.attempts, sent: bound.sent !== null };
  return { result: 'refused', refusal: boundOtherwise(bound, sent_as) };
}

/** Why a line could not be claimed, or is not bound to its event any more. Pure. */
export function boundOtherwise(
  bound: Pick<Binding, 'event_id' | 'request_hash'> | 'dismissed' | undefined,
  { request_hash }: Pick<SentAs, 'request_hash'>,
): Refusal {
  if (bound === 'dismissed') return { code: 'dead_letter_closed', detail: 'it was dismissed meanwhile' };
  if (bound === undefined || bound.request_hash === request_hash)
    return { code: 'approval_used', detail: 'the approval ended, or it was released meanwhile' };
  return { code: 'redriven_as_another_event', detail: `it was sent as ${bound.event_id} meanwhile` };
}

async function produce(context: PlanContext, { place, sent_as }: OpenLine, attempts: number): Promise<void> {
  const { records, producer, updates_topic, sign, contract } = context;
  const { sku, value } = sent_as;
  const partition = skuPartition(sku, contract.ordering_boundary.partitions);
  const headers = { redriven_from: recordPositionKey(place), ...sign(value) };
  const [written] = await withFailpoint('redrive-plan.produce', () =>
    producer.send(updates_topic, [{ partition, key: sku, value, headers }]),
  );
  if (written === undefined) return;
  const at = { topic: updates_topic, partition, offset: written.base_offset };
  await withFailpoint('redrive-plan.record-sent', () => noteSent(records, place, attempts, at));
}
