import { commitBatch, type CommitContext } from './commit-batch.js';
import type { Delivery, PoisonDelivery } from '../decode/delivery.js';
import type { BatchEffects } from './effects.js';
import { corruptOffer, putAside } from '../decode/put-aside.js';
import type { ShardSession } from './session.js';
import { StaleDecisionError } from './stale-decision.js';

/** The result of one transaction of a batch: of the whole batch or a part of a halved one. */
export interface CommittedPart {
  readonly effects: BatchEffects;
  /** Duration in ms with retries, without the attempts of a larger part. */
  readonly ms: number;
}

/**
 * Commits a batch whole, or in parts: if the database refuses a row, or the head of an offer contradicts its
 * rows, the batch is halved until that message is alone, and that message goes to quarantine. So it does not
 * block the others. Resolves with the parts in order. Rejects as commitBatch does for any other reason.
 */
export async function splitBatch(
  context: CommitContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
): Promise<CommittedPart[]> {
  const last = deliveries.at(-1);
  if (last === undefined) return [];
  const started_ms = performance.now();
  try {
    const effects = await commitBatch(context, session, deliveries, last);
    return effects === null ? [] : [{ effects, ms: performance.now() - started_ms }];
  } catch (error) {
    if (!isRefusedRow(error) && !(error instanceof StaleDecisionError)) throw error;
    session.forget();
    return deliveries.length === 1
      ? splitBatch(context, session, [poisonOf(last, error)])
      : splitHalves(context, session, deliveries);
  }
}

async function splitHalves(
  context: CommitContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
): Promise<CommittedPart[]> {
  const middle = deliveries.length >> 1;
  const first = await splitBatch(context, session, deliveries.slice(0, middle));
  return [...first, ...(await splitBatch(context, session, deliveries.slice(middle)))];
}

interface RefusedRow extends Error {
  readonly code: string;
}

/**
 * Whether the SQLSTATE class means a bad row (data exceptions, constraint violations, limits) and not a
 * transient error.
 */
function isRefusedRow(error: unknown): error is RefusedRow {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(22|23|54)[0-9A-Z]{3}$/.test(code);
}

function poisonOf(delivery: Delivery, error: RefusedRow | StaleDecisionError): PoisonDelivery {
  // Poison that cannot even be stored in quarantine must stop the process, or it would be lost.
  if (delivery.kind === 'poison') throw error;
  return error instanceof StaleDecisionError
    ? corruptOffer(delivery)
    : putAside(delivery, 'refused_by_database', `SQLSTATE ${error.code}: ${error.message}`);
}
