import { Problem } from '@stockproof/http';
import { RunRefusedError } from '../runs/runs.js';

/** The 404 of a run that there is not. */
export function unknownRecovery(recovery_id: string): Problem {
  return new Problem(404, 'unknown_recovery', `there is no recovery ${recovery_id}`);
}

/** The result of the work. A refused command becomes a 403 or a 409 with the code of the refusal. */
export async function refusedAsProblem<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RunRefusedError)) throw error;
    const status = error.code === 'forbidden' || error.code === 'four_eyes' ? 403 : 409;
    throw new Problem(status, error.code, error.message);
  }
}
