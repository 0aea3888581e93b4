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

/** One type of aggregate: its decider and the names of its streams. */
export interface AggregateDefinition<S, C, E> {
  readonly decider: Decider<S, C, E>;
  /** Returns the stream's name of an aggregate, at most 255 characters. */
  readonly streamOf: (id: string) => string;
  /** Converts events of older schema versions; without it none are converted. */
  readonly upcast?: EventUpcaster;
}

/** The state of a stream with its version (0 if it has no events). */
export interface LoadedAggregate<S, E> {
  readonly state: S;
  /** 0 if the stream does not exist. */
  readonly version: number;
  /** In order, from version 1. */
  readonly history: readonly RecordedEvent<E>[];
}

/** The correlation and causation ids of the events of one append. */
export interface EventCause {
  readonly correlation_id: string;
  readonly causation_id: string;
}

/**
 * Loads aggregates of one type from the event store, decides, and appends with the loaded version as the
 * expected one. `retryConflicts` repeats an attempt after a conflict.
 */
export class Aggregates<S, C, E extends NamedEvent> {
  constructor(private readonly definition: AggregateDefinition<S, C, E>) {}

  /**
   * Folds the whole history of an aggregate; the initial state if the stream does not exist. Throws
   * BrokenStreamError if a version is missing or an event cannot be applied, because no decision may rest on
   * an unknown state.
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

  /** Decides a command on the loaded state. Never throws. */
  decide({ state }: LoadedAggregate<S, E>, command: C): Decision<E> {
    return this.definition.decider.decide(state, command);
  }

  /** Returns the state after these events; writes nothing. */
  after({ state }: LoadedAggregate<S, E>, events: readonly E[]): S {
    return fold(this.definition.decider, events, state);
  }

  /**
   * Appends the events after the loaded version, all or none. Throws ConcurrencyError if another append came
   * first: roll the transaction back, load and decide again.
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

/**
 * Which attempts retryConflicts repeats, and when: by default only those with a ConcurrencyError, at once.
 */
export interface ConflictRetryOptions {
  /** Other errors after which the attempt may be repeated. */
  readonly also?: (error: unknown) => boolean;
  /** Wait before the second attempt, ms; twice as long before the third, three times before the fourth. */
  readonly wait_ms?: number;
}

const ATTEMPTS = 10;

/**
 * Runs an attempt, which is a whole transaction, and repeats it after a ConcurrencyError. Throws the last
 * error after ten attempts.
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
