import { Problem } from '@stockproof/http';
import { RunAbortedError, RunControl, waitFor } from '../engine/run-control.js';

const DEFAULT_LIMIT =
  'the service is about to end and waits no longer: what was sent is on its way, nothing is lost; ask again';

/**
 * Thrown if the service stops while a request waits. The same request may be sent again and continues what
 * this one began.
 */
export class StoppingProblem extends Problem {
  constructor(detail = DEFAULT_LIMIT) {
    super(503, 'stopping', detail, { 'retry-after': '1' });
  }
}

/**
 * The waits of requests. They end when the service stops, so that they are answered and do not delay the
 * shutdown.
 */
export class RequestWaits {
  private readonly control = new RunControl();

  /** Polls until `check` returns true; false if the time is up. Rejects with StoppingProblem. */
  async until(check: () => Promise<boolean>, within_ms: number): Promise<boolean> {
    try {
      return await waitFor(check, within_ms, this.control);
    } catch (error) {
      throw error instanceof RunAbortedError ? new StoppingProblem() : error;
    }
  }

  /** Ends every wait; a later one ends after its first check. */
  stop(): void {
    this.control.aborted = 'the service stops';
  }
}

/** Awaits the work; if the service stops meanwhile, the StoppingProblem gets this detail. */
export async function rejectWhenStopping<T>(work: Promise<T>, detail: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof StoppingProblem ? new StoppingProblem(detail) : error;
  }
}
