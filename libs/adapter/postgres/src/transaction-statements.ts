import type { PoolClient } from 'pg';
import type { Queryable } from './transaction.js';

/**
 * The statements of one transaction. One that nobody waits for would be sent when the transaction is over, on a
 * connection that another may have by then, and commit by itself: it is refused, and so is the transaction it was meant for.
 */
export class TransactionStatements {
  /** What the work of the transaction sends its statements by. */
  readonly db: Queryable;
  private unanswered = 0;
  private over = false;

  constructor(client: PoolClient) {
    const query = (...asked: Parameters<PoolClient['query']>): unknown => {
      if (this.over) return Promise.reject(new Error('the transaction of this statement has ended'));
      return this.counted(client.query(...asked));
    };
    this.db = { query: query as Queryable['query'] };
  }

  /** Nothing is sent from now on. Throws when a statement is not answered yet: `end` is called where all are waited for. */
  end(): void {
    this.over = true;
    if (this.unanswered > 0)
      throw new Error(`${this.unanswered} statements of the transaction were not waited for`);
  }

  /** Nothing is sent from now on, whatever is under way. */
  abandon(): void {
    this.over = true;
  }

  /** Streams are waited for by their own events. */
  private counted(answer: unknown): unknown {
    if (typeof (answer as PromiseLike<unknown> | undefined)?.then !== 'function') return answer;
    const done = (): void => {
      this.unanswered -= 1;
    };
    this.unanswered += 1;
    (answer as PromiseLike<unknown>).then(done, done);
    return answer;
  }
}
