import { Observable } from 'rxjs';
import { streamSignal } from '../admission/stream-watch.js';

/**
 * Whether this process is shutting down. From then on `/health/ready` answers 503, so that a load balancer
 * sends nothing new, and event streams end, because each would keep the process alive as long as its reader
 * stays. Everything else is served until the listener closes.
 */
export class Ending {
  private readonly controller = new AbortController();

  /** Aborted when the end begins; waits and retries use it to end. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get begun(): boolean {
    return this.controller.signal.aborted;
  }

  /** Announces the end of the process: streams and waits end, and readiness fails. */
  begin(): void {
    this.controller.abort();
  }

  /** Aborted when a stream of this request must end: at the end of the process, or of its credential. */
  signalOf(request: object): AbortSignal {
    const of_request = streamSignal(request);
    const own = this.controller.signal;
    return of_request === undefined ? own : AbortSignal.any([own, of_request]);
  }

  /**
   * Passes the events through, and completes when this process shuts down or the credential of the request is
   * no longer valid.
   */
  ends<T>(events: Observable<T>, request: object): Observable<T> {
    return new Observable((subscriber) => {
      const signal = this.signalOf(request);
      const end = (): void => subscriber.complete();
      if (signal.aborted) return end();
      signal.addEventListener('abort', end, { once: true });
      const source = events.subscribe(subscriber);
      return () => {
        signal.removeEventListener('abort', end);
        source.unsubscribe();
      };
    });
  }
}
