import { setTimeout as delay } from 'node:timers/promises';
import {
  type Decider,
  type Decision,
  type EventUpcaster,
  fold,
  type NamedEvent,
  type RecordedEvent,
} from '@stockproof/event-sourcing';
import type { Queryable } from '@stockproof/postgres';
import { type Appended, appendEvents } from './append-events.js';
import { BrokenStreamError, ConcurrencyError } from './errors.js';
import { loadEvents } from './load-events.js';

/** One kind of aggregate: its rules, and the streams it is kept in. */
export interface AggregateDefinition<S, C, E> {
  readonly decider: Decider<S, C, E>;
  /** The name of an aggregate's stream, at most 255 characters. */
  readonly streamOf: (id: string) => string;
  /** Reads events of older schema versions; none are changed without it. */
  readonly upcast?: EventUpcaster;
}

export interface LoadedAggregate<S, E> {
  readonly state: S;
  /** 0 for a stream that does not exist. */
  readonly version: number;
  /** In order, from version 1. */
  readonly history: readonly RecordedEvent<E>[];
}

/** What rests on every event of an append besides its data. */
export interface EventCause {
  readonly correlation_id: string;
  readonly causation_id: string;
}

/**
 * Aggregates of one kind over the store: load, decide, append behind what was loaded. `retryConflicts` does
 * it again.
 */
export class Aggregates<S, C, E extends NamedEvent> {
  constructor(private readonly definition: AggregateDefinition<S, C, E>) {}

  /**
   * The state that the whole history gives; the initial one for a stream that does not exist. Throws
   * BrokenStreamError where a version is missing or an event cannot be applied: nothing may be decided on
   * what is not known.
   */
  async load(db: Queryable, id: string): Promise<LoadedAggregate<S, E>> {
    const { decider, streamOf, upcast } = this.definition;
    const stream = streamOf(id);
    const history = await loadEvents<E>(db, stream, upcast);
    const missing = history.findIndex(({ version }, index) => version !== index + 1);
    if (missing >= 0) throw new BrokenStreamError(stream, `version ${missing + 1} is missing`);
    try {
      const events = history.map(({ event }) => event);
      return { state: fold(decider, events), version: history.length, history };
    } catch (error) {
      throw new BrokenStreamError(stream, (error as Error).message, { cause: error });
    }
  }

  /** What the command does to the loaded state. Never throws. */
  decide({ state }: LoadedAggregate<S, E>, command: C): Decision<E> {
    return this.definition.decider.decide(state, command);
  }

  /** The state after these events; nothing is written. */
  after({ state }: LoadedAggregate<S, E>, events: readonly E[]): S {
    return fold(this.definition.decider, events, state);
  }

  /**
   * Appends the events behind what was loaded, all or none. Throws ConcurrencyError when somebody was faster:
   * roll the transaction back, load and decide again.
   */
  append(
    db: Queryable,
    id: string,
    { version }: LoadedAggregate<S, E>,
    events: readonly E[],
    cause: EventCause,
  ): Promise<Appended> {
    return appendEvents(db, { stream: this.definition.streamOf(id), expected: version, events, ...cause });
  }
}

export interface ConflictRetryOptions {
  /** Other errors after which the attempt may be made again. */
  readonly also?: (error: unknown) => boolean;
  /** Before the second attempt, ms; twice as long before the third, three times before the fourth. */
  readonly wait_ms?: number;
}

const ATTEMPTS = 10;

/**
 * Makes the attempt, a whole transaction, again after a ConcurrencyError; throws its last error after ten
 * attempts.
 */
export async function retryConflicts<T>(
  attempt: () => Promise<T>,
  { also = () => false, wait_ms = 0 }: ConflictRetryOptions = {},
): Promise<T> {
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (made === ATTEMPTS || !(error instanceof ConcurrencyError || also(error))) throw error;
      if (wait_ms > 0) await delay(wait_ms * made);
    }
  }
}
