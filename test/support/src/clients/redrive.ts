import { callRecovery } from './recovery.js';
import type { RunningStack } from '../running-stack.js';

export interface RedriveShown {
  readonly redrive_id: string;
  readonly digest: string;
  readonly code?: string;
}

/** Who takes which step: ada requests and sends, grace approves. */
export interface RedriveHands {
  readonly asks?: string;
  readonly approves?: string;
  readonly sends?: string;
}

/**
 * Redrives the dead letter at `/v1/dead-letters/{topic}/{partition}/{offset}` as this event: requested by one
 * person, approved by another, sent. Returns the answer of the last step, or of the one that was refused.
 */
export async function redriveThroughApi<T>(
  stack: RunningStack,
  deadLetter: string,
  event: object,
  { asks = 'ada', approves = 'grace', sends = asks }: RedriveHands = {},
): Promise<{ readonly status: number; readonly body: T }> {
  const asked = await callRecovery<RedriveShown>(stack, 'POST', `${deadLetter}/redrives`, asks, {
    event,
    reason: 'a test',
  });
  if (asked.status !== 201) return asked as { status: number; body: never };
  const { redrive_id, digest } = asked.body;
  const approved = await callRecovery<RedriveShown>(
    stack,
    'POST',
    `/v1/redrives/${redrive_id}/approve`,
    approves,
    { digest },
  );
  if (approved.status !== 200) return approved as { status: number; body: never };
  return callRecovery<T>(stack, 'POST', `/v1/redrives/${redrive_id}/send`, sends);
}
