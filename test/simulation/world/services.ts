import { functionsFrom } from '@stockproof/availability';
import { TOPICS } from '@stockproof/events';
import { ProjectChanges } from '../../../apps/availability-projection/src/fold-changes/project-changes.js';
import { RepairOffers } from '../../../apps/availability-projection/src/repair-offers/repair-offers.js';
import { ApplyUpdates } from '../../../apps/command-handler/src/apply-batch/apply-updates.js';
import { RepairStock } from '../../../apps/command-handler/src/repair-stock/repair-stock.js';
import { DriveSagas } from '../../../apps/reservation/src/drive/drive-sagas.js';
import { RepairReservations } from '../../../apps/reservation/src/repair-reservations/repair-reservations.js';
import { Reservations } from '../../../apps/reservation/src/requests/reservations.js';
import { StockCommandWriter } from '../../../apps/reservation/src/requests/stock-command-writer.js';
import { TakeOutcomes } from '../../../apps/reservation/src/take-outcomes/take-outcomes.js';
import { type TakeContext, takeUpdates } from '../../../apps/ingestion/src/take-updates/take-updates.js';
import { UpdateWriter } from '../../../apps/ingestion/src/take-updates/update-writer.js';
import { boundTo, byTopic, CONSUMING, GROUPS, type Machine, unheard } from './service.js';

/** Resolves when the service is ready; `failed` as in production ends the process. */
type Start<T> = (machine: Machine, partitions: number, failed: (cause: Error) => void) => Promise<T>;

export const startCommandHandler: Start<void> = async ({ broker, pool }, partitions, failed) => {
  const ledger = pool('ledger');
  const updates = new ApplyUpdates({
    pool: ledger, consumer_group: GROUPS.command_handler, topic_prefix: '', partitions, now_ms: Date.now, onRetry: unheard,
    topics: { rejections_topic: TOPICS.rejections, dead_letters_topic: TOPICS.deadLetters },
    metrics: { applied: unheard, retried: unheard, observe: unheard },
  });
  const repairs = new RepairStock({
    pool: ledger, consumer_group: GROUPS.command_handler, onRetry: unheard, onUnreadable: unheard,
    onRepaired: (partition) => updates.forget(partition),
  });
  const applied = boundTo(updates, updates.apply);
  const repaired = boundTo(repairs, repairs.repair);
  const topics = { [TOPICS.updates]: applied, [TOPICS.stockCommands]: applied, [TOPICS.stockRepairs]: repaired };
  const consumer = await broker.consume(
    { ...CONSUMING, group: GROUPS.command_handler, topics: Object.keys(topics), max_batch: 50 }, byTopic(topics),
  );
  consumer.failed.catch(failed);
};

export const startProjection: Start<void> = async ({ broker, pool }, partitions, failed) => {
  const view = pool('view');
  const functions = functionsFrom(() => Promise.reject(new Error('there are no candidates')));
  const changes = new ProjectChanges({
    pool: view, broker, functions, consumer_group: GROUPS.projection, availability_topic: TOPICS.availability, partitions,
    now_ms: Date.now, onRetry: unheard, onAnomaly: unheard,
    metrics: { folded: unheard, published: unheard, retried: unheard, observe: unheard },
  });
  const repairs = new RepairOffers({
    pool: view, broker, partitions, functions, changes, consumer_group: GROUPS.projection, onRetry: unheard, onUnreadable: unheard,
  });
  const topics = {
    [TOPICS.ledgerChanges]: boundTo(changes, changes.project),
    [TOPICS.repairs]: boundTo(repairs, repairs.repair),
  };
  const consumer = await broker.consume(
    { ...CONSUMING, group: GROUPS.projection, topics: Object.keys(topics), max_batch: 50 }, byTopic(topics),
  );
  consumer.failed.catch(failed);
};

/** Takes the updates of a seller as the HTTP API does. */
export type Ingestion = (seller_id: string, events: readonly unknown[]) => ReturnType<typeof takeUpdates>;

export const startIngestion: Start<Ingestion> = async ({ broker }, partitions) => {
  const writer = new UpdateWriter(await broker.producer(), { topic: TOPICS.updates, linger_ms: 2 });
  const context: TakeContext = {
    writer, partitions, max_events: 1_000, max_pending: 5_000, ack_timeout_ms: 5_000, now_ms: Date.now,
    checkBacklog: unheard, spend: () => Promise.resolve(),
  };
  return (seller_id, events) => takeUpdates(context, seller_id, events, { traceparent: null, correlation_id: null });
};

export const startReservation: Start<Reservations> = async ({ broker, pool }, partitions, failed) => {
  const own = pool('reservations');
  const retry = { onRetry: unheard };
  const writer = new StockCommandWriter(await broker.producer(), '', partitions);
  const reservations = new Reservations({ pool: own, now_ms: Date.now, writer, onUnsent: unheard });
  const outcomes = new TakeOutcomes({
    pool: own, reservations, consumer_group: GROUPS.reservation, topic_prefix: '', retry, onPassedOver: unheard,
  });
  const repairs = new RepairReservations({ pool: own, consumer_group: GROUPS.reservation, retry, onUnreadable: unheard });
  const heard = boundTo(outcomes, outcomes.take);
  const repaired = boundTo(repairs, repairs.repair);
  const topics = { [TOPICS.ledgerChanges]: heard, [TOPICS.rejections]: heard, [TOPICS.reservationRepairs]: repaired };
  const consumer = await broker.consume(
    { ...CONSUMING, group: GROUPS.reservation, topics: Object.keys(topics), max_batch: 50 }, byTopic(topics),
  );
  consumer.failed.catch(failed);
  new DriveSagas({ pool: own, reservations, now_ms: Date.now, onStuck: unheard, onFailed: unheard }).start();
  return reservations;
};
