import { Problem, type ProblemDetails } from '@stockproof/http';
import { MessageTooLargeError } from '@stockproof/kafka';
import type { producerSigner } from '@stockproof/producer-signature';
import { skuPartition } from '@stockproof/events';
import { within } from '@stockproof/timing';
import type { BacklogWatch } from '../backlog/backlog-watch.js';
import { refuseTwice } from './refuse-twice.js';
import { type ValidatedUpdate, validateUpdate } from './validate-update.js';
import type { sellerRate } from './seller-rate.js';
import type { UpdateWriter } from './update-writer.js';

/**
 * What AcceptUpdates needs. Limits are in events. `max_pending` bounds those that wait for the broker; after
 * `ack_timeout_ms` it is unknown whether a request's events are stored.
 */
export interface AcceptUpdatesOptions {
  readonly writer: UpdateWriter;
  readonly partitions: number;
  readonly max_events: number;
  /** Of all copies of the service. */
  readonly max_pending: number;
  /** The same for one seller. */
  readonly max_seller_pending: number;
  /** The part of such a limit that this process may use; the other copies of the service have the rest. */
  readonly share: (limit: number) => number;
  readonly ack_timeout_ms: number;
  readonly now_ms: () => number;
  /** Signs a value, so that the command handler accepts it as ingestion's. */
  readonly sign: ReturnType<typeof producerSigner>;
  /** The command handler's lag, of all updates and of each seller's. */
  readonly backlog: Pick<BacklogWatch, 'check' | 'accepted'>;
  /** Rejects with a 429 problem if the seller has used up its rate. */
  readonly spend: ReturnType<typeof sellerRate>;
  readonly metrics: {
    /** Milliseconds from the request to acks=all. */
    readonly acknowledged: (ms: number) => void;
    readonly accepted: (results: readonly UpdateResult[]) => void;
  };
}

/** The result of one event of a request. 202: it is in the topic on every in-sync replica. */
export type UpdateResult =
  | { readonly index: number; readonly event_id: string; readonly status: 202 }
  | ({ readonly index: number; readonly event_id: string | null } & ProblemDetails);

/** Trace and correlation of a request, passed on in headers. */
export interface Tracing {
  readonly traceparent: string | null;
  readonly correlation_id: string | null;
}

/** The use case of posting updates. */
export class AcceptUpdates {
  constructor(private readonly options: AcceptUpdatesOptions) {}

  /**
   * Accepts events of one seller: validates each, writes the valid ones and waits for acks=all. Resolves with
   * the result of each, in order. Rejects with a Problem if nothing of the request was accepted (429, 503),
   * or if that is unknown (503 `outcome_unknown`).
   */
  async accept(seller_id: string, events: readonly unknown[], tracing: Tracing): Promise<UpdateResult[]> {
    const { max_events, backlog, spend, now_ms, metrics } = this.options;
    const started_ms = performance.now();
    refuseOddSizes(events.length, max_events);
    backlog.check(seller_id);
    refuseBeyondPending(this.options, seller_id, events.length);
    await spend(seller_id, events.length);
    const at_ms = now_ms();
    const validated = refuseTwice(events.map((event) => validateUpdate(event, seller_id, at_ms)));
    await write(this.options, seller_id, validated, tracing);
    const results = validated.map(resultOf);
    metrics.acknowledged(performance.now() - started_ms);
    metrics.accepted(results);
    return results;
  }
}

function refuseOddSizes(count: number, most: number): void {
  if (count === 0) throw new Problem(400, 'empty_array', 'the array holds no event');
  if (count > most)
    throw new Problem(413, 'too_many_events', `an array holds at most ${most} events; this one ${count}`);
}

/** The seller's own limit is checked before the common one, because only the seller can act on it. */
function refuseBeyondPending(
  { writer, max_seller_pending, max_pending, share }: AcceptUpdatesOptions,
  seller_id: string,
  count: number,
): void {
  const own_most = share(max_seller_pending);
  if (writer.pendingOf(seller_id) + count > own_most) {
    throw new Problem(
      429,
      'seller_pending',
      `at most ${own_most} of your events wait for the broker; nothing of this request was taken`,
      { 'retry-after': '1' },
    );
  }
  if (writer.pending + count > share(max_pending)) throw brokerBacklog();
}

async function write(
  options: AcceptUpdatesOptions,
  seller_id: string,
  validated: readonly ValidatedUpdate[],
  tracing: Tracing,
): Promise<void> {
  const headers = {
    ...(tracing.traceparent === null ? {} : { traceparent: tracing.traceparent }),
    ...(tracing.correlation_id === null ? {} : { correlation_id: tracing.correlation_id }),
  };
  const messages = validated.flatMap((one) =>
    one.ok
      ? [
          {
            partition: skuPartition(one.sku, options.partitions),
            key: one.sku,
            value: one.text,
            headers: { ...headers, ...options.sign(one.text) },
          },
        ]
      : [],
  );
  if (messages.length === 0) return;
  await within(options.ack_timeout_ms, options.writer.write(messages, seller_id)).catch((cause: unknown) => {
    // Without an acknowledgement in time the outcome is unknown.
    throw cause instanceof MessageTooLargeError ? tooLarge(cause) : outcomeUnknown(cause);
  });
  options.backlog.accepted(
    seller_id,
    messages.map(({ partition }) => partition),
  );
}

function resultOf(validated: ValidatedUpdate, index: number): UpdateResult {
  if (validated.ok) return { index, event_id: validated.event_id, status: 202 };
  return { index, event_id: validated.event_id, ...validated.problem.details() };
}

function brokerBacklog(): Problem {
  return new Problem(
    503,
    'broker_backlog',
    'too many events wait for the broker; nothing of this request was taken',
    {
      'retry-after': '1',
    },
  );
}

/**
 * Only possible if the topic's limit was set below what this service sends. The limit is for a whole request,
 * so splitting may help.
 */
function tooLarge(cause: Error): Problem {
  const problem = new Problem(
    413,
    'too_large',
    'the topic takes no batch of this size: send fewer events in one request, with the same event ids',
  );
  problem.cause = cause;
  return problem;
}

function outcomeUnknown(cause: unknown): Problem {
  const problem = new Problem(
    503,
    'outcome_unknown',
    'the broker gave no answer in time: the events may stand or not. Send them again with the same event ids',
    { 'retry-after': '2' },
  );
  problem.cause = cause;
  return problem;
}
