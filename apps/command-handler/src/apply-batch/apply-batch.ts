import { applyDeliveries, type ApplyContext } from './apply-deliveries.js';
import type { Delivery, PoisonDelivery } from './delivery.js';
import type { BatchEffects } from './effects.js';
import { corruptOffer, putAside } from './put-aside.js';
import type { ShardSession } from './session.js';
import { StaleDecisionError } from './stale-decision.js';

/** One transaction that a batch came to: all of it, or a part of one that was halved. */
export interface AppliedPart {
  readonly effects: BatchEffects;
  /** How long it took, with its retries, without the attempts of a larger part. */
  readonly ms: number;
}

/**
 * Applies a batch so that one row the database refuses, or an offer whose head contradicts its rows, can not hold up the
 * others: the batch is halved until that message stands alone, and that one goes to quarantine. Gives the parts in order.
 */
export async function applyBatch(
  context: ApplyContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
): Promise<AppliedPart[]> {
  const last = deliveries.at(-1);
  if (last === undefined) return [];
  const started_ms = performance.now();
  try {
    const effects = await applyDeliveries(context, session, deliveries, last);
    return effects === null ? [] : [{ effects, ms: performance.now() - started_ms }];
  } catch (error) {
    if (!isRefusedRow(error) && !(error instanceof StaleDecisionError)) throw error;
    session.forget();
    return deliveries.length === 1
      ? applyBatch(context, session, [poisonOf(last, error)])
      : applyHalves(context, session, deliveries);
  }
}

async function applyHalves(
  context: ApplyContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
): Promise<AppliedPart[]> {
  const middle = deliveries.length >> 1;
  const first = await applyBatch(context, session, deliveries.slice(0, middle));
  return [...first, ...(await applyBatch(context, session, deliveries.slice(middle)))];
}

interface RefusedRow extends Error {
  readonly code: string;
}

/** Data exceptions, constraint violations, limits: SQLSTATE classes that speak of a row, not of the moment. */
function isRefusedRow(error: unknown): error is RefusedRow {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(22|23|54)[0-9A-Z]{3}$/.test(code);
}

function poisonOf(delivery: Delivery, error: RefusedRow | StaleDecisionError): PoisonDelivery {
  // A poison that can not be stored even as poison must stop the process: going on would lose it.
  if (delivery.kind === 'poison') throw error;
  return error instanceof StaleDecisionError
    ? corruptOffer(delivery)
    : putAside(delivery, 'refused_by_database', `SQLSTATE ${error.code}: ${error.message}`);
}
