import { withFailpoint } from '@stockproof/failpoints';
import { findDecisions } from '../../../flows/ledger/sql/ledger.js';
import { recordPositionKey } from '../../record-position.js';
import { closingMessage } from '../../settle/ask-to-close.js';
import { classifyDecisions } from '../../settle/classify-decisions.js';
import { unbind } from '../../settle/release-dead-letter.js';
import { findDeadLetter, readClosings } from '../../sql/dead-letters.js';
import { findRedrive } from '../../sql/redrives.js';
import { checkPlanSending, type RedrivePlan } from '../rules/redrive-plan.js';
import { type Settled, settlePlanLine } from '../sql/plan-lines.js';
import { findPlan } from '../sql/redrive-plans.js';
import type { PlanContext } from './plan-context.js';
import type { PlanHold } from './plan-hold.js';
import type { SentLine } from './send-lines.js';

/** How long it is waited for the owner of the quarantine to note what was closed. */
const CLOSED_WITHIN_MS = 30_000;

/**
 * Waits until the events of these lines are decided, for as long as the plan may send, has the decided ones closed, and
 * stores what became of each. While nothing is decided, nothing more of the plan is sent.
 */
export async function settleLines(
  context: PlanContext,
  plan: RedrivePlan,
  sent: readonly SentLine[],
  hold: PlanHold,
): Promise<void> {
  const found = new Map<SentLine, Settled>();
  const waiting = (): SentLine[] => sent.filter((line) => !found.has(line));
  await hold.until(async () => {
    for (const line of waiting()) {
      const settled = await whatBecame(context, plan, line);
      if (settled !== null) found.set(line, settled);
    }
    return waiting().length === 0 || !(await mayWait(context, plan));
  });
  const undecided = {
    code: 'not_decided',
    detail: 'it was sent and not decided yet: look at its event again',
  };
  for (const line of waiting()) found.set(line, { result: 'undecided', refusal: undecided });
  await closeAll(context, plan, found, hold);
  for (const [{ line }, settled] of found)
    await withFailpoint('redrive-plan.settle', () =>
      settlePlanLine(context.records, plan.plan_id, line, settled),
    );
}

async function mayWait({ records, now_ms }: PlanContext, { plan_id }: RedrivePlan): Promise<boolean> {
  const now = await findPlan(records, plan_id);
  return now !== undefined && checkPlanSending(now, now_ms()) === null;
}

/** Null while it is not known. */
async function whatBecame(context: PlanContext, plan: RedrivePlan, line: SentLine): Promise<Settled | null> {
  const { ledger, records } = context;
  const { seller_id, event_id, request_hash } = line.sent_as;
  const known = classifyDecisions(await findDecisions(ledger, seller_id, event_id), request_hash);
  if (known.is === 'decided') return { result: 'redriven', outcome: known.outcome };
  if (known.is === 'taken') {
    const reason = `${event_id} was decided with other content meanwhile`;
    const event = { seller_id, event_id, attempts: line.attempts };
    await unbind(records, line.place, event, { by: plan.requested_by, reason });
    return { result: 'refused', refusal: { code: 'event_id_taken', detail: reason } };
  }
  const bound = await findRedrive(records, line.place);
  const at = typeof bound === 'object' ? bound.sent : null;
  const again = at === null ? undefined : await findDeadLetter(ledger, at);
  if (at === null || again === undefined) return null;
  const detail = `it is in the quarantine again, as ${recordPositionKey(at)}: ${again.reason}`;
  return { result: 'refused', refusal: { code: 'quarantined_again', detail } };
}

/** Asks the owner of the quarantine to close what was redriven, and waits until it has. */
async function closeAll(
  context: PlanContext,
  plan: RedrivePlan,
  found: ReadonlyMap<SentLine, Settled>,
  hold: PlanHold,
): Promise<void> {
  const { asker, stock_repairs_topic, ledger, now_ms } = context;
  const redriven = [...found].flatMap(([line, { result }]) => (result === 'redriven' ? [line] : []));
  if (redriven.length === 0) return;
  const messages = redriven.map(({ place, sent_as: { seller_id, event_id } }) =>
    closingMessage(
      place,
      { closed_as: 'redriven', closed_by: plan.requested_by, seller_id, event_id, reason: null },
      now_ms(),
    ),
  );
  await withFailpoint('redrive-plan.close', () => asker.send(stock_repairs_topic, messages));
  const places = redriven.map(({ place }) => place);
  await hold.until(
    async () =>
      [...(await readClosings(ledger, places)).values()].every(({ closed_as }) => closed_as !== null),
    CLOSED_WITHIN_MS,
  );
}
