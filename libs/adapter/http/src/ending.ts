import { Observable } from 'rxjs';

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

  /** The same events; complete when this process is about to end. */
  ends<T>(events: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      const { signal } = this.controller;
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
