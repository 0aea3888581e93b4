import type { PoolClient } from 'pg';

/** Runs SQL: a pool, or the one connection of a transaction. */
export type Queryable = Pick<PoolClient, 'query'>;

/**
 * Tracks the statements of one transaction. A statement that nobody awaits would be sent after the end of the
 * transaction, on a connection that another transaction may use, and commit by itself. It is refused, and so
 * is the commit of its transaction.
 */
export class TransactionStatements {
  /** The connection for the statements of the transaction. */
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

  /** Refuses further statements. Throws if a statement is not answered yet, so all must be awaited before. */
  end(): void {
    this.over = true;
    if (this.unanswered > 0)
      throw new Error(`${this.unanswered} statements of the transaction were not waited for`);
  }

  /** Refuses further statements, whatever is in flight. */
  abandon(): void {
    this.over = true;
  }

  /** Streams are not counted; their own events are awaited. */
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
