import { functionsFrom } from '@stockproof/availability';
import { TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { HeldShards } from '@stockproof/postgres';
import { ProjectChanges } from '../../../apps/availability-projection/src/project-changes/project-changes.js';
import { openShard } from '../../../apps/availability-projection/src/open-shard/open-shard.js';
import type { Owned } from '../../../apps/availability-projection/src/shard/owned.js';
import { RepairOffers } from '../../../apps/availability-projection/src/repair-offers/repair-offers.js';
import { ApplyUpdates } from '../../../apps/command-handler/src/apply-batch/apply-updates.js';
import { ShardSession } from '../../../apps/command-handler/src/apply-batch/session.js';
import { RepairStock } from '../../../apps/command-handler/src/repair-stock/repair-stock.js';
import { DriveSagas } from '../../../apps/reservation/src/drive/drive-sagas.js';
import { RepairReservations } from '../../../apps/reservation/src/repair-reservations/repair-reservations.js';
import { Reservations } from '../../../apps/reservation/src/requests/reservations.js';
import { StockCommandWriter } from '../../../apps/reservation/src/requests/stock-command-writer.js';
import { TakeOutcomes } from '../../../apps/reservation/src/take-outcomes/take-outcomes.js';
import { TakeUpdates } from '../../../apps/ingestion/src/take-updates/take-updates.js';
import { UpdateWriter } from '../../../apps/ingestion/src/take-updates/update-writer.js';
import { byTopic, CONSUMING, GROUPS, type Machine, type TopicHandler, unheard } from './service.js';
import { checkProducer, signAsIngestion } from './producers.js';

/** Resolves when the service is ready; `failed` as in production ends the process. */
type Start<T> = (machine: Machine, partitions: number, failed: (cause: Error) => void) => Promise<T>;

export const startCommandHandler: Start<void> = async ({ broker, pool }, partitions, failed) => {
  const ledger = pool('ledger');
  const retry = { onRetry: unheard };
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
    onRetry: unheard,
    topics: out,
    metrics: { applied: unheard },
  });
  const repairs = new RepairStock({
    pool: ledger,
    shards,
    topics: out,
    onRetry: unheard,
    onUnreadable: unheard,
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
  const metrics = { folded: unheard, published: unheard };
  const context = { pool: view, broker, metrics, now_ms: Date.now, onRetry: unheard };
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
  const changes = new ProjectChanges({ ...context, functions, shards, partitions, onAnomaly: unheard });
  const repairs = new RepairOffers({
    ...context,
    functions,
    shards,
    partitions,
    onUnreadable: unheard,
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

/** Takes the updates of a seller as the HTTP API does. */
export type Ingestion = (seller_id: string, events: readonly unknown[]) => ReturnType<TakeUpdates['take']>;

export const startIngestion: Start<Ingestion> = async ({ broker }, partitions) => {
  const writer = new UpdateWriter(await broker.producer(), { topic: TOPICS.updates, linger_ms: 2 });
  const updates = new TakeUpdates({
    writer,
    partitions,
    max_events: 1_000,
    max_pending: 5_000,
    max_seller_pending: 5_000,
    ack_timeout_ms: 5_000,
    now_ms: Date.now,
    sign: signAsIngestion,
    backlog: { check: unheard, taken: unheard },
    spend: () => Promise.resolve(),
    metrics: { acknowledged: unheard, taken: unheard },
  });
  return (seller_id, events) => updates.take(seller_id, events, { traceparent: null, correlation_id: null });
};

/** More than any world asks for. */
const QUOTA = { open_at_most: 1_000_000, units_at_most: Number.MAX_SAFE_INTEGER, longest_s: 86_400 };

export const startReservation: Start<Reservations> = async ({ broker, pool }, partitions, failed) => {
  const own = pool('reservations');
  const retry = { onRetry: unheard };
  const writer = new StockCommandWriter(await broker.producer(), '', partitions);
  const reservations = new Reservations({
    pool: own,
    now_ms: Date.now,
    writer,
    onUnsent: unheard,
    quota: QUOTA,
  });
  const shards = new HeldShards({
    pool: own,
    consumer_group: GROUPS.reservation,
    retry,
    open: (held) => held,
  });
  const outcomes = new TakeOutcomes({
    pool: own,
    shards,
    reservations,
    topic_prefix: '',
    retry,
    onConflict: unheard,
    onPassedOver: unheard,
  });
  const repairs = new RepairReservations({ pool: own, shards, retry, onUnreadable: unheard });
  const heard: TopicHandler = (batch) => outcomes.take(batch);
  const repaired: TopicHandler = (batch) => repairs.repair(batch);
  const topics = {
    [TOPICS.ledgerChanges]: heard,
    [TOPICS.rejections]: heard,
    [TOPICS.reservationRepairs]: repaired,
  };
  const consumer = await broker.consume(
    { ...CONSUMING, group: GROUPS.reservation, topics: Object.keys(topics), max_batch: 50 },
    byTopic(shards, topics),
  );
  consumer.failed.catch(failed);
  new DriveSagas({ pool: own, reservations, now_ms: Date.now, onStuck: unheard, onFailed: unheard }).start();
  return reservations;
};
