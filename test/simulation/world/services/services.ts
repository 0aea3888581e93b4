import { functionsFrom } from '@stockproof/availability';
import { TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { HeldShards } from '@stockproof/postgres';
import { ProjectChanges } from '../../../../apps/availability-projection/src/project-changes/project-changes.js';
import { openShard } from '../../../../apps/availability-projection/src/open-shard.js';
import type { Owned } from '../../../../apps/availability-projection/src/shard/owned.js';
import { RepairOffers } from '../../../../apps/availability-projection/src/repair-offers/repair-offers.js';
import { ApplyUpdates } from '../../../../apps/command-handler/src/apply-batch/apply-updates.js';
import { ShardSession } from '../../../../apps/command-handler/src/apply-batch/session.js';
import { RepairStock } from '../../../../apps/command-handler/src/repair-stock/repair-stock.js';
import { DriveSagas } from '../../../../apps/reservation/src/drive/drive-sagas.js';
import { RepairReservations } from '../../../../apps/reservation/src/repair-reservations/repair-reservations.js';
import { Reservations } from '../../../../apps/reservation/src/requests/reservations.js';
import { StockCommandWriter } from '../../../../apps/reservation/src/requests/stock-command-writer.js';
import { ApplyOutcomes } from '../../../../apps/reservation/src/apply-outcomes/apply-outcomes.js';
import { AcceptUpdates } from '../../../../apps/ingestion/src/accept-updates/accept-updates.js';
import { UpdateWriter } from '../../../../apps/ingestion/src/accept-updates/update-writer.js';
import { byTopic, CONSUMING, GROUPS, type Machine, type TopicHandler, ignore } from './service.js';
import { checkProducer, signAsIngestion } from '../producers.js';

/** Resolves when the service is ready; `failed` ends the process, as in production. */
type Start<T> = (machine: Machine, partitions: number, failed: (cause: Error) => void) => Promise<T>;

export const startCommandHandler: Start<void> = async ({ broker, pool }, partitions, failed) => {
  const ledger = pool('ledger');
  const retry = { onRetry: ignore };
  const shards = new HeldShards({
    pool: ledger,
    consumer_group: GROUPS.command_handler,
    retry,
    open: (held) => new ShardSession(held),
  });
  const out = {
    rejections_topic: TOPICS.rejections,
    command_outcomes_topic: TOPICS.commandOutcomes,
    dead_letters_topic: TOPICS.deadLetters,
  };
  const updates = new ApplyUpdates({
    pool: ledger,
    shards,
    topic_prefix: '',
    partitions,
    checkProducer,
    now_ms: Date.now,
    onRetry: ignore,
    topics: out,
    metrics: { applied: ignore },
  });
  const repairs = new RepairStock({
    pool: ledger,
    shards,
    topics: out,
    onRetry: ignore,
    onUnreadable: ignore,
  });
  const applied: TopicHandler = (batch) => updates.apply(batch);
  const repaired: TopicHandler = (batch) => repairs.repair(batch);
  const topics = {
    [TOPICS.updates]: applied,
    [TOPICS.stockCommands]: applied,
    [TOPICS.stockRepairs]: repaired,
  };
  const consumer = await broker.consume(
    { ...CONSUMING, group: GROUPS.command_handler, topics: Object.keys(topics), max_batch: 50 },
    byTopic(shards, topics),
  );
  consumer.failed.catch(failed);
};

export const startProjection: Start<void> = async ({ broker, pool }, partitions, failed) => {
  const view = pool('view');
  const functions = functionsFrom(() => Promise.reject(new Error('there are no candidates')));
  const metrics = { folded: ignore, published: ignore };
  const context = { pool: view, broker, metrics, now_ms: Date.now, onRetry: ignore };
  const shards = new HeldShards<Owned>({
    pool: view,
    consumer_group: GROUPS.projection,
    retry: context,
    open: (held) =>
      openShard(
        { ...context, ledger_topic: TOPICS.ledgerChanges, availability_topic: TOPICS.availability },
        held,
      ),
    close: ({ publisher }) => publisher.close(),
  });
  const changes = new ProjectChanges({ ...context, functions, shards, partitions, onAnomaly: ignore });
  const repairs = new RepairOffers({
    ...context,
    functions,
    shards,
    partitions,
    onUnreadable: ignore,
  });
  const topics = {
    [TOPICS.ledgerChanges]: (batch: MessageBatch) => changes.project(batch),
    [TOPICS.repairs]: (batch: MessageBatch) => repairs.repair(batch),
  };
  const consumer = await broker.consume(
    { ...CONSUMING, group: GROUPS.projection, topics: Object.keys(topics), max_batch: 50 },
    byTopic(shards, topics),
  );
  consumer.failed.catch(failed);
};

/** Accepts the updates of a seller like the HTTP API. */
export type Ingestion = (
  seller_id: string,
  events: readonly unknown[],
) => ReturnType<AcceptUpdates['accept']>;

export const startIngestion: Start<Ingestion> = async ({ broker }, partitions) => {
  const writer = new UpdateWriter(await broker.producer(), { topic: TOPICS.updates, linger_ms: 2 });
  const updates = new AcceptUpdates({
    writer,
    partitions,
    max_events: 1_000,
    share: (limit) => limit,
    max_pending: 5_000,
    max_seller_pending: 5_000,
    ack_timeout_ms: 5_000,
    now_ms: Date.now,
    sign: signAsIngestion,
    backlog: { check: ignore, accepted: ignore },
    spend: () => Promise.resolve(),
    metrics: { acknowledged: ignore, accepted: ignore },
  });
  return (seller_id, events) =>
    updates.accept(seller_id, events, { traceparent: null, correlation_id: null });
};

/** More than any world needs. */
const QUOTA = { open_at_most: 1_000_000, units_at_most: Number.MAX_SAFE_INTEGER, max_hold_s: 86_400 };

export const startReservation: Start<Reservations> = async ({ broker, pool }, partitions, failed) => {
  const own = pool('reservations');
  const retry = { onRetry: ignore };
  const writer = new StockCommandWriter(await broker.producer(), '', partitions);
  const reservations = new Reservations({
    pool: own,
    now_ms: Date.now,
    writer,
    onUnsent: ignore,
    quota: QUOTA,
  });
  const shards = new HeldShards({
    pool: own,
    consumer_group: GROUPS.reservation,
    retry,
    open: (held) => held,
  });
  const outcomes = new ApplyOutcomes({
    pool: own,
    shards,
    reservations,
    topic_prefix: '',
    retry,
    onConflict: ignore,
    onSkipped: ignore,
  });
  const repairs = new RepairReservations({ pool: own, shards, retry, onUnreadable: ignore });
  const consumed: TopicHandler = (batch) => outcomes.apply(batch);
  const repaired: TopicHandler = (batch) => repairs.repair(batch);
  const topics = {
    [TOPICS.ledgerChanges]: consumed,
    [TOPICS.rejections]: consumed,
    [TOPICS.reservationRepairs]: repaired,
  };
  const consumer = await broker.consume(
    { ...CONSUMING, group: GROUPS.reservation, topics: Object.keys(topics), max_batch: 50 },
    byTopic(shards, topics),
  );
  consumer.failed.catch(failed);
  new DriveSagas({ pool: own, reservations, now_ms: Date.now, onStuck: ignore, onFailed: ignore }).start();
  return reservations;
};
