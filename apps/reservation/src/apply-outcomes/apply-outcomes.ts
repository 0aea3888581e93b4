import { ChangeReader } from '@stockproof/cdc';
import { TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { TopicBatch } from '@stockproof/kafka-nest';
import {
  endOf,
  type HeldShard,
  type HeldShards,
  type Queryable,
  type RetryOptions,
} from '@stockproof/postgres';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Pool } from 'pg';
import { act, type Acted } from '../requests/act.js';
import { ReservationRefusedError } from '../requests/refused-error.js';
import type { Reservations } from '../requests/reservations.js';
import { lockReservations } from '../requests/sql/reservations.js';
import { APPLY_OUTCOMES } from '../tokens.js';
import {
  type CommandOutcome,
  type CommandsTopic,
  commandsTopic,
  readAccepted,
  readRejected,
  readRepeated,
} from './read-outcome.js';

/**
 * What ApplyOutcomes needs. `onSkipped` is called inside the transaction, and again if that is repeated;
 * `onConflict` after the commit.
 */
export interface ApplyOutcomesOptions {
  readonly pool: Pool;
  readonly reservations: Reservations;
  readonly shards: HeldShards<HeldShard>;
  readonly topic_prefix: string;
  readonly retry: RetryOptions;
  /**
   * Called when a line fails because its command's id belongs to another request; possibly twice for one
   * line.
   */
  readonly onConflict: (what: {
    readonly reservation_id: string;
    readonly event_id: string;
    readonly status: string;
  }) => void;
  /** Called for an answer of the ledger on which no decision was possible. */
  readonly onSkipped: (
    what: { readonly reservation_id: string; readonly event_id: string },
    why: Error,
  ) => void;
}

/**
 * The consumer of the ledger's decisions: events of the sagas and the offset are one transaction, then the
 * next commands are sent.
 */
@Controller()
export class ApplyOutcomes {
  private readonly readers = new Map<number, ChangeReader>();

  private readonly commands: CommandsTopic;

  constructor(@Inject(APPLY_OUTCOMES) private readonly options: ApplyOutcomesOptions) {
    this.commands = commandsTopic(options.topic_prefix + TOPICS.stockCommands);
  }

  /**
   * After an attempt of unknown outcome that had committed nothing is written again; its commands are sent
   * when their time is up. A rejection ends the consumer.
   */
  @TopicBatch(TOPICS.ledgerChanges, TOPICS.rejections, TOPICS.commandOutcomes)
  async apply(@Payload() batch: MessageBatch): Promise<void> {
    const { pool, shards, reservations, retry } = this.options;
    const outcomes = this.outcomesIn(batch);
    const acted =
      (await shards
        .of(batch)
        .commit({ name: 'saga.apply-outcomes', pool, retry }, endOf(batch), async (db) => {
          if (outcomes.length === 0) return [];
          await lockReservations(db, [...new Set(outcomes.map(({ reservation_id }) => reservation_id))]);
          const done: { readonly outcome: CommandOutcome; readonly acted: Acted }[] = [];
          for (const outcome of outcomes) {
            const one = await this.actOn(db, outcome);
            if (one !== null) done.push({ outcome, acted: one });
          }
          return done;
        })) ?? [];
    for (const one of acted) this.tellConflict(one.outcome, one.acted);
    await Promise.all(acted.map(({ acted: { state, due } }) => reservations.send(state.reservation_id, due)));
  }

  private tellConflict(
    { reservation_id, event_id, command: { answer } }: CommandOutcome,
    { state, moved }: Acted,
  ): void {
    if (moved && 'conflict' in answer)
      this.options.onConflict({ reservation_id, event_id, status: state.status });
  }

  /**
   * Null if no decision is possible for the reservation: it must not block the others, and it is driven again
   * later.
   */
  private async actOn(
    db: Queryable,
    { reservation_id, command, event_id }: CommandOutcome,
  ): Promise<Acted | null> {
    try {
      return await act(db, reservation_id, command, event_id);
    } catch (error) {
      if (!(error instanceof ReservationRefusedError)) throw error;
      this.options.onSkipped({ reservation_id, event_id }, error);
      return null;
    }
  }

  private outcomesIn({ topic, partition, messages }: MessageBatch): CommandOutcome[] {
    const { topic_prefix } = this.options;
    const { commands } = this;
    const reader = this.readers.get(partition) ?? new ChangeReader();
    this.readers.set(partition, reader);
    const read = {
      [topic_prefix + TOPICS.ledgerChanges]: (value: Buffer | null) => readAccepted(reader, value, commands),
      [topic_prefix + TOPICS.rejections]: (value: Buffer | null) => readRejected(value, commands),
      [topic_prefix + TOPICS.commandOutcomes]: (value: Buffer | null) => readRepeated(value, commands),
    }[topic];
    return messages.flatMap(({ value }) => read?.(value) ?? []);
  }
}
