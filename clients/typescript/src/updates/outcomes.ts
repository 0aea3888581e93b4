import { setTimeout as sleep } from 'node:timers/promises';
import { findOutcome } from '../generated/http/sdk.gen.js';
import type { FindOutcomeResponses, Problem } from '../generated/http/types.gen.js';
import { answerOf } from '../http/answer.js';
import type { Stockproof } from '../http/connect.js';

type Decided = FindOutcomeResponses[200];

/** What became of an update. `undecided`: it is queued, or was never sent. */
export type UpdateOutcome =
  | ({ readonly kind: Decided['status'] } & Decided)
  | { readonly kind: 'undecided'; readonly event_id: string }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'unknown'; readonly detail: string };

const FIRST_MS = 50;
const MAX_WAIT_MS = 1_000;

/** Asks once what became of an update of the own seller. */
export async function outcomeOf(stockproof: Stockproof, event_id: string): Promise<UpdateOutcome> {
  const client = stockproof.at('ledger');
  const answer = answerOf(await findOutcome({ client, path: { event_id } }));
  if (answer.kind === 'answer') return { ...answer.data, kind: answer.data.status };
  if (answer.kind === 'unknown') return answer;
  if (answer.problem.code === 'not_decided') return { kind: 'undecided', event_id };
  return { kind: 'refused', problem: answer.problem };
}

/** Asks until it is decided, or so many milliseconds are over: then it is still `undecided` or `unknown`. */
export async function awaitOutcome(
  stockproof: Stockproof,
  event_id: string,
  within_ms: number,
): Promise<UpdateOutcome> {
  const until_ms = performance.now() + within_ms;
  for (let wait_ms = FIRST_MS; ; wait_ms = Math.min(MAX_WAIT_MS, wait_ms * 2)) {
    const outcome = await outcomeOf(stockproof, event_id);
    const open = outcome.kind === 'undecided' || outcome.kind === 'unknown';
    if (!open || performance.now() + wait_ms > until_ms) return outcome;
    await sleep(wait_ms);
  }
}
