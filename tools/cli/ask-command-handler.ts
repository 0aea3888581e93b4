import type { Instance } from '@stockproof/embedded';
import { readCredentials } from './start.js';

const ANSWER_WITHIN_MS = 4_000;

/** Asks the command handler as a development operator; rejects when it does not answer well. */
export async function askCommandHandler<T>(instance: Instance, path: string): Promise<T> {
  const operator = readCredentials(instance).operators.find(({ roles }) => roles.includes('viewer'));
  const answer = await fetch(`${instance.urls.command_handler}${path}`, {
    headers: { authorization: `Bearer ${operator?.token ?? ''}` }, signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`the command handler answers ${answer.status} to ${path}`);
  return (await answer.json()) as T;
}
