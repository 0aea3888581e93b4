import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../http/answer.js';
import { type BatchLimits, nextBatch } from './next-batch.js';
import { postedUpdates, type PostedUpdate, type StockUpdate, type UpdateResults } from './stock-update.js';

interface Waiting {
  readonly event_id: string;
  readonly bytes: number;
  readonly update: StockUpdate;
  readonly done: (posted: PostedUpdate) => void;
}

/** How a lane sends. */
export interface LaneOptions extends BatchLimits {
  /** How long the first update of a request waits for others, ms. */
  readonly linger_ms: number;
  readonly post: (updates: readonly StockUpdate[]) => Promise<Answer<UpdateResults>>;
}

const TOO_LARGE = 413;

/**
 * Sends updates one request after the other, so that none overtakes an earlier one. A request that became unknown
 * ends the order: what waits behind it is `not_sent`, for its sender to decide.
 */
export class Lane {
  private waiting: Waiting[] = [];
  private sending: Promise<void> | null = null;

  constructor(private readonly options: LaneOptions) {}

  /** Never rejects for an answer of the server. */
  send(update: StockUpdate): Promise<PostedUpdate> {
    return new Promise((done) => {
      const bytes = Buffer.byteLength(JSON.stringify(update));
      this.waiting.push({ event_id: update.event_id, bytes, update, done });
      this.sending ??= this.drain();
    });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.sending !== null) await this.sending;
  }

  /** Is over in the same turn in which nothing waits: who sends then begins another one. */
  private async drain(): Promise<void> {
    await sleep(this.options.linger_ms);
    while (this.waiting.length > 0) {
      await this.sendBatch(this.waiting.splice(0, nextBatch(this.waiting, this.options)));
    }
    this.sending = null;
  }

  private async sendBatch(batch: readonly Waiting[]): Promise<void> {
    const answer = await this.post(batch.map(({ update }) => update));
    if (answer.kind === 'answer') {
      batch.forEach(({ done }, index) => done(answer.data[index] as PostedUpdate));
    } else if (answer.kind === 'unknown') {
      const { detail } = answer;
      for (const { event_id, done } of batch) done({ kind: 'unknown', event_id, detail });
      for (const { event_id, done } of this.waiting.splice(0)) done({ kind: 'not_sent', event_id, detail });
    } else if (answer.problem.status === TOO_LARGE && batch.length > 1) {
      const middle = batch.length >> 1;
      this.waiting.unshift(...batch.slice(middle));
      await this.sendBatch(batch.slice(0, middle));
    } else {
      for (const { event_id, done } of batch) done({ kind: 'refused', event_id, problem: answer.problem });
    }
  }

  /** An answer that is not of this request is none. */
  private async post(updates: readonly StockUpdate[]): Promise<Answer<PostedUpdate[]>> {
    try {
      const answer = await this.options.post(updates);
      if (answer.kind !== 'answer') return answer;
      return { ...answer, data: postedUpdates(updates, answer.data) };
    } catch (error) {
      return { kind: 'unknown', detail: (error as Error).message };
    }
  }
}
