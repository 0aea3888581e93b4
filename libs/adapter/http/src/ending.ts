import { Observable } from 'rxjs';
import { streamSignal } from './stream-watch.js';

/**
 * Whether this process is about to end. From then on `/health/ready` says so, so that a balancer sends nothing new, and
 * event streams end: each would keep its connection, and so the process, for as long as its reader stays. Everything
 * else is served until the listener closes.
 */
export class Ending {
  private readonly controller = new AbortController();

  get begun(): boolean {
    return this.controller.signal.aborted;
  }

  begin(): void {
    this.controller.abort();
  }

  /** The same events; complete when this process is about to end, or when the credential of the request does not hold any more. */
  ends<T>(events: Observable<T>, request: object): Observable<T> {
    return new Observable((subscriber) => {
      const of_request = streamSignal(request);
      const signal =
        of_request === undefined
          ? this.controller.signal
          : AbortSignal.any([this.controller.signal, of_request]);
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
