import { postUpdates } from '../generated/http/sdk.gen.js';
import { answerOf } from '../http/answer.js';
import type { Stockproof } from '../http/connect.js';
import { javaStringHashCode } from '../sku-hash.js';
import { Lane } from './lane.js';
import type { BatchLimits } from './next-batch.js';
import type { PostedUpdate, StockUpdate, UpdateResults } from './stock-update.js';

/** What the server takes by default, and one request at a time. */
const DEFAULTS = { max_events: 1_000, max_bytes: 1_048_576, linger_ms: 5, lanes: 1 };

/** How an UpdateSender sends. */
export interface SenderOptions extends Partial<BatchLimits> {
  /** How long the first update of a request waits for others, ms. */
  readonly linger_ms?: number;
  /** Requests that may be on their way at once; all updates of a SKU go by one of them. */
  readonly lanes?: number;
}

/**
 * Posts updates in batches. The updates of a SKU arrive in the order of `send`; each request is repeated with the
 * same event ids until it is answered or the retries of the connection are used up.
 */
export class UpdateSender {
  private readonly lanes: readonly Lane[];

  constructor(stockproof: Stockproof, options: SenderOptions = {}) {
    const { lanes, ...limits } = { ...DEFAULTS, ...options };
    if (!Number.isInteger(lanes) || lanes < 1) throw new RangeError(`lanes: ${lanes} is not a count from 1`);
    const client = stockproof.at('ingestion');
    const post = async (body: readonly StockUpdate[]) =>
      answerOf<UpdateResults>((await postUpdates({ client, body: [...body] })) as { data?: UpdateResults });
    this.lanes = Array.from({ length: lanes }, () => new Lane({ ...limits, post }));
  }

  /** Resolves with what the server said of the update; never rejects for it. */
  send(update: StockUpdate): Promise<PostedUpdate> {
    const lane = this.lanes[Math.abs(javaStringHashCode(update.sku) % this.lanes.length)] as Lane;
    return lane.send(update);
  }

  /** The same for several, in their order. */
  sendAll(updates: readonly StockUpdate[]): Promise<PostedUpdate[]> {
    return Promise.all(updates.map((update) => this.send(update)));
  }

  /** Resolves when nothing waits or is on its way. */
  async idle(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.idle()));
  }
}
