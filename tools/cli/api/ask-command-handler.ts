import type { Instance } from '@stockproof/embedded';
import { tokenOf } from './call.js';

const ANSWER_WITHIN_MS = 4_000;

/** Sends a request to the command handler as the acting person. Rejects if the answer is no success. */
export async function askCommandHandler<T>(instance: Instance, path: string): Promise<T> {
  const answer = await fetch(`${instance.urls.command_handler}${path}`, {
    headers: { authorization: `Bearer ${await tokenOf({ role: 'viewer' })}` },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`the command handler answers ${answer.status} to ${path}`);
  return (await answer.json()) as T;
}
