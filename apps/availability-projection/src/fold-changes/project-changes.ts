import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { crossing } from '@stockproof/failpoints';
import type { Broker, MessageBatch, TopicPartition } from '@stockproof/kafka';
import { claimPartition, retryTransient } from '@stockproof/postgres';
import { recordSpan } from '@stockproof/telemetry';
import { readFunctions } from '../generations/sql/read-functions.js';
import type { ProjectionMetrics } from '../metrics.js';
import { PartitionPublisher } from '../publish/partition-publisher.js';
import { applyFold, type FoldContext } from './apply-fold.js';
import { readCaptured } from './captured.js';
import { readPassedOver } from './read-passed-over.js';
import { FoldSession } from './session.js';
import type { ViewOffer } from './view.js';

export interface ProjectChangesOptions extends FoldContext {
  readonly broker: Broker;
  readonly consumer_group: string;
  /** Full name. */
  readonly availability_topic: string;
  readonly partitions: number;
  readonly metrics: ProjectionMetrics;
  readonly now_ms: () => number;
  /** Told of every anomaly, for the log. */
  readonly onAnomaly: (anomaly: object) => void;
}

/** A partition of the captured changes that this process owns: who writes its rows and messages. */
export interface Owned {
  readonly session: FoldSession;
  readonly publisher: PartitionPublisher;
}

const OWNED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 20;

/** The projection's side of the consumer: fold, commit, then publish; one session per owned partition. */
export class ProjectChanges {
  private readonly owned = new Map<number, Owned>();
  private readonly tails = new Map<number, Promise<unknown>>();
  private readonly owner = `${hostname()}/${process.pid}/${randomUUID()}`;

  constructor(private readonly options: ProjectChangesOptions) {}

  /** Takes the partition over and publishes what its last owner committed and may not have sent. */
  async assigned({ topic, partition }: TopicPartition): Promise<number | null> {
    const { pool, broker, consumer_group, availability_topic, now_ms, onRetry } = this.options;
    const key = { consumer_group, topic, partition };
    const claim = await retryTransient(() => crossing('position.claim', () => claimPartition(pool, key, this.owner)), { onRetry });
    // Before anything is published from the view: a swap after this is one that the session has to notice.
    const { live } = await retryTransient(() => readFunctions(pool), { onRetry });
    const publisher = await PartitionPublisher.open(
      { pool, broker, topic: availability_topic, now_ms, onRetry, onPublished: (offers) => this.published(offers) },
      key, claim,
    );
    this.owned.set(partition, { session: new FoldSession(key, claim, live.generation), publisher });
    return claim.next_offset;
  }

  project(batch: MessageBatch): Promise<void> {
    return this.exclusively(batch.partition, (owned) => this.projectNow(batch, owned));
  }

  /**
   * Runs `work` as the partition's one writer, after whatever writes it now. Waits for a partition that is being taken
   * over; rejects when it is not ours within half a minute.
   */
  exclusively(partition: number, work: (owned: Owned) => Promise<void>): Promise<void> {
    const before = this.tails.get(partition) ?? Promise.resolve();
    const done = before.then(async () => work(await this.ownedSoon(partition)));
    this.tails.set(partition, done.catch(() => undefined));
    return done;
  }

  private async ownedSoon(partition: number): Promise<Owned> {
    for (const until_ms = performance.now() + OWNED_WITHIN_MS; ;) {
      const owned = this.owned.get(partition);
      if (owned !== undefined) return owned;
      if (performance.now() > until_ms) throw new Error(`partition ${partition} is not assigned`);
      await delay(LOOK_EVERY_MS);
    }
  }

  private async projectNow(batch: MessageBatch, { session, publisher }: Owned): Promise<void> {
    const { partitions, metrics, onAnomaly } = this.options;
    const started_ms = performance.now();
    const captured = batch.messages.map((message) =>
      readCaptured(session.reader, message, batch.partition, partitions));
    const next_offset = (batch.messages.at(-1)?.offset ?? -1) + 1;
    const effects = await applyFold(this.options, session, captured, next_offset);
    // What an earlier attempt or a swap of generations changed is known to the view alone.
    if (effects === null) return publisher.catchUp();
    metrics.folded(effects, batch.messages.length, performance.now() - started_ms);
    for (const anomaly of effects.anomalies) onAnomaly(anomaly);
    const changed = effects.changed.map(({ after }) => after).filter(({ state }) => state.version > 0);
    await publisher.publish(changed, next_offset);
  }

  /**
   * Folds what of these offers was passed over because of a gap that their state, of a repair, has closed. Without it the
   * next change of an offer that is never quiet would find a gap again: between the state and what was read meanwhile.
   * Call as the partition's one writer, when the state is published.
   */
  async foldPassedOver({ session, publisher }: Owned, offers: readonly ViewOffer[]): Promise<void> {
    const { broker, partitions, onRetry } = this.options;
    const from = session.passed_over.from(offers);
    if (from === null) return;
    session.passed_over.forget(offers);
    // What can not be read again is found as a gap by the next change, and by the look after this repair.
    const captured = await readPassedOver(broker, session, offers, from, partitions)
      .catch((error: unknown) => {
        onRetry(error as Error, 1);
        return [];
      });
    if (captured.length === 0) return;
    await applyFold(this.options, session, captured, session.claim.next_offset ?? 0);
    await publisher.catchUp();
  }

  async revoked({ partition }: TopicPartition): Promise<void> {
    const owned = this.owned.get(partition);
    this.owned.delete(partition);
    await owned?.publisher.close();
  }

  private published(offers: readonly ViewOffer[]): void {
    const now_ms = this.options.now_ms();
    this.options.metrics.published(offers, now_ms);
    for (const { traceparent, sku, seller_id, state } of offers) {
      if (traceparent === null) continue;
      const attributes = {
        'stockproof.seller_id': seller_id, 'stockproof.sku': sku, 'stockproof.version': state.version,
      };
      const started_ms = Math.min(state.accepted_at_ms, now_ms);
      recordSpan(traceparent, { name: 'publish availability', kind: 'producer', started_ms, ended_ms: now_ms, attributes });
    }
  }
}
