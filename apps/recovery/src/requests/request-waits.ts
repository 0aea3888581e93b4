import { Problem } from '@stockproof/http';
import { RunAbortedError, RunControl, waitFor } from '../engine/run-control.js';

const DEFAULT_LIMIT =
  'the service is about to end and waits no longer: what was sent is on its way, nothing is lost; ask again';

/**
 * The service ends while a request waits for others. The same request may be sent again: it finds what this
 * one began.
 */
export class StoppingProblem extends Problem {
  constructor(detail = DEFAULT_LIMIT) {
    super(503, 'stopping', detail, { 'retry-after': '1' });
  }
}

/**
 * What requests wait for. Their waits end when the service stops: it answers who waits, and does not outlast
 * its drain for them.
 */
export class RequestWaits {
  private readonly control = new RunControl();

  /** Asks until the answer is yes; false when the time is up. Throws StoppingProblem. */
  async until(check: () => Promise<boolean>, within_ms: number): Promise<boolean> {
    try {
      return await waitFor(check, within_ms, this.control);
    } catch (error) {
      throw error instanceof RunAbortedError ? new StoppingProblem() : error;
    }
  }

  /** Ends every wait, and each that begins later once it has asked. */
  stop(): void {
    this.control.aborted = 'the service stops';
  }
}

/** The same; when the service stops meanwhile, whoever waits is told this. */
export async function rejectWhenStopping<T>(work: Promise<T>, detail: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof StoppingProblem ? new StoppingProblem(detail) : error;
  }
}
