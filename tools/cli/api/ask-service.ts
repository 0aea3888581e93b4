import type { Instance } from '@stockproof/embedded';
import { tokenOf } from './call.js';

const ANSWER_WITHIN_MS = 4_000;

/** A service that has reads for operators. */
export type ReadService = 'command_handler' | 'availability' | 'recovery';

/**
 * Reads a path of a service as the acting person. Rejects if the answer is no success or does not come in 4 s.
 */
export async function askService<T>({ urls }: Instance, service: ReadService, path: string): Promise<T> {
  const answer = await fetch(`${urls[service]}${path}`, {
    headers: { authorization: `Bearer ${await tokenOf({ role: 'viewer' })}` },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`${service.replace('_', ' ')} answers ${answer.status} to ${path}`);
  return (await answer.json()) as T;
}
