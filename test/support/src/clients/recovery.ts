import type { Evidence } from '@stockproof/evidence';
import { eventually } from '../eventually.js';
import type { RunningStack } from '../running-stack.js';

export interface RecoveryAsk {
  readonly scope: object;
  readonly mode?: 'verify' | 'repair';
  readonly contract?: string;
  readonly rate_limit_events_per_second?: number;
  readonly history?: 'full';
}

export interface RecoveryShown {
  readonly recovery_id: string;
  readonly status: string;
  readonly plan_digest: string;
  readonly confidence_status: string | null;
  readonly reason: string | null;
  readonly step: string | null;
  readonly resumed: number;
  readonly code?: string;
}

/** A recovery uses what the live services leave, which is little on a busy machine. */
const WITHIN_MS = 240_000;

/** Calls the recovery service as a development operator. */
export async function callRecovery<T = RecoveryShown>(
  { urls, credentials }: RunningStack,
  method: 'GET' | 'POST',
  path: string,
  name = 'ada',
  body?: unknown,
): Promise<{ readonly status: number; readonly body: T }> {
  const token = credentials.operators.find((operator) => operator.name === name)?.token ?? '';
  const answer = await fetch(`${urls.recovery}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
    ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

/** Requests a recovery, approves it if it repairs, and starts it; returns its id. */
export async function requestRecovery(stack: RunningStack, ask: RecoveryAsk): Promise<string> {
  const { mode = 'verify', contract = 'inventory-availability-projection' } = ask;
  const asked = await callRecovery(stack, 'POST', '/v1/recoveries', 'ada', {
    ...ask,
    mode,
    contract,
    owner: 'test',
    intent: 'test',
  });
  if (asked.status !== 201) throw new Error(`not planned: ${JSON.stringify(asked.body)}`);
  const { recovery_id, plan_digest } = asked.body;
  const at = `/v1/recoveries/${recovery_id}`;
  if (mode === 'repair') await callRecovery(stack, 'POST', `${at}/approve`, 'grace', { plan_digest });
  const started = await callRecovery(stack, 'POST', `${at}/start`);
  if (started.status !== 202) throw new Error(`not started: ${JSON.stringify(started.body)}`);
  return recovery_id;
}

/** Waits for the end of a recovery and returns its record. Throws if it ended without one. */
export async function evidenceOf(
  stack: RunningStack,
  recovery_id: string,
  within_ms = WITHIN_MS,
): Promise<Evidence> {
  const over = await eventually(async () => {
    const { body } = await callRecovery(stack, 'GET', `/v1/recoveries/${recovery_id}`);
    if (!['completed', 'failed', 'aborted'].includes(body.status))
      throw new Error(`${recovery_id} is ${body.status}, ${body.step}`);
    return body;
  }, within_ms);
  if (over.status !== 'completed') throw new Error(`${recovery_id} ${over.status}: ${over.reason}`);
  return (await callRecovery<Evidence>(stack, 'GET', `/v1/recoveries/${recovery_id}/evidence`)).body;
}

/** A recovery from request to record. */
export async function recover(
  stack: RunningStack,
  ask: RecoveryAsk,
  within_ms = WITHIN_MS,
): Promise<Evidence> {
  return evidenceOf(stack, await requestRecovery(stack, ask), within_ms);
}
