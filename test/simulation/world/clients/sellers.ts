import { createMarketplace, type Posting, type Random, requestsOf } from '@stockproof/workload';
import { TOPICS } from '@stockproof/events';
import { commandId, readCommandId } from '@stockproof/reservation-saga';
import { FORGED, type Forged, forgedPartition } from '../producers.js';
import { atManyLocations, impersonating, type Impersonated, POISON, withHabits } from './seller-habits.js';
import type { Ingestion } from '../services/services.js';
import type { Slot } from '../services/slot.js';
import { PARTITIONS, type Stage } from '../stage.js';

const BROKEN: readonly (Pick<Forged, 'value'> & Partial<Forged & { partition: number }>)[] = POISON.map(
  (value) => ({ value }),
);
const FALSE_NAMES: typeof BROKEN = FORGED.map((one) => ({ ...one, partition: forgedPartition(PARTITIONS) }));

export const SELLERS = ['acme', 'bolt', 'ünï'] as const;

/** Probabilities of faults between a seller and the API, 0 to 1, per request. */
export interface NetworkFaults {
  request_lost: number;
  answer_lost: number;
}

/** The parts from which the ids of a reservation's commands are derived. */
interface Secret {
  readonly reservation_id: string;
  readonly nonce: string;
}

/** A seller's knowledge of an event that it posted. */
export interface Posted {
  readonly posting: Posting;
  status: 'unknown' | 'queued' | 'refused';
}

/** Longer than any fault lasts: a client that gives up during a fault shows nothing (seed 103385). */
const TRIES = 1_000;
const GIVE_UP_MS = 3_000;
const PAGE = 60;

/** The sellers: each posts what the marketplace generates, and repeats until it gets an answer. */
export class Sellers {
  readonly log: Posted[] = [];
  /** Positions of messages that are not updates. */
  readonly poisoned = new Set<string>();
  faults: NetworkFaults = { request_lost: 0, answer_lost: 0 };
  private posting = 0;
  private readonly random: Random;

  constructor(
    private readonly stage: Stage,
    private readonly apis: readonly Slot<Ingestion>[],
  ) {
    this.random = stage.random('sellers');
  }

  get idle(): boolean {
    return this.posting === 0;
  }

  /** Posts this many events, some in parallel, over some seconds. */
  post(events: number): void {
    const { stage, random } = this;
    const marketplace = createMarketplace({
      seed: stage.seed,
      prefix: 's',
      sellers: SELLERS,
      skus: random.between(2, 12),
      redelivered: 0.08,
      conflicting: 0.03,
      late: 0.1,
      invalid: 0.05,
      hot: random.pick([0, 0.3, 0.9]),
    });
    const hostile = stage.random('hostile sellers');
    if (stage.random('many locations').chance(0.03)) this.postAtManyLocations();
    let at_ms = 0;
    for (let left = events; left > 0;) {
      const size = Math.min(left, random.between(1, random.chance(0.2) ? 40 : 9));
      left -= size;
      at_ms += random.between(1, 200);
      this.posting += 1;
      stage.time.after(at_ms, () => {
        const postings = Array.from({ length: size }, () =>
          withHabits(marketplace.next(stage.time.clock_ms), random),
        );
        if (hostile.chance(0.2))
          postings.push(...impersonating(this.commandsSeen(), stage.time.clock_ms, hostile));
        void this.postAll(postings).finally(() => {
          this.posting -= 1;
        });
      });
    }
  }

  private postAtManyLocations(): void {
    const { stage } = this;
    const random = stage.random('at many locations');
    const postings = atManyLocations(SELLERS[0], 's-sku-0', stage.time.clock_ms, random);
    for (let start = 0, at_ms = 0; start < postings.length; start += PAGE) {
      at_ms += random.between(1, 300);
      const page = postings.slice(start, start + PAGE);
      this.posting += 1;
      stage.time.after(
        at_ms,
        () =>
          void this.postAll(page).finally(() => {
            this.posting -= 1;
          }),
      );
    }
  }

  /**
   * The reserves in the ledger, and the commands that would follow; read from the tables, which no seller can
   * do.
   */
  private commandsSeen(): Impersonated[] {
    const { ledger, reservations } = this.stage.databases;
    const asked = new Map(
      [...reservations.tables.table('event').values()]
        .filter(({ type }) => type === 'reservation_requested')
        .map(({ data }) => [(data as Secret).reservation_id, data as Secret]),
    );
    return [...ledger.tables.table('inventory_transaction').values()]
      .filter(({ operation }) => operation === 'R')
      .flatMap((row) => {
        const event_id = String(row['event_id']);
        const read = readCommandId(event_id);
        const secret = asked.get(read?.reservation_id ?? '');
        if (read === null || secret === undefined) return [];
        return [
          {
            seller_id: String(row['seller_id']),
            sku: String(row['sku']),
            event_id,
            next_id: commandId(secret, read.line, 'F'),
          },
        ];
      });
  }

  /** Posts these at once; resolves when they are answered. */
  async postNow(postings: readonly Posting[]): Promise<void> {
    this.posting += 1;
    await this.postAll(postings);
    this.posting -= 1;
  }

  /**
   * Writes bytes directly to the topic, as a producer with write access may; some under another seller's
   * name.
   */
  poison(): void {
    const { random, stage } = this;
    const {
      value,
      headers = {},
      partition = random.between(0, PARTITIONS - 1),
    } = random.pick([...BROKEN, ...FALSE_NAMES]);
    const [sent] = stage.cluster.append(TOPICS.updates, [{ partition, key: 'poison', value, headers }]);
    this.poisoned.add(`${TOPICS.updates}/${partition}/${sent?.base_offset}`);
  }

  private async postAll(postings: readonly Posting[]): Promise<void> {
    const by_seller = Map.groupBy(requestsOf(postings), ({ seller_id }) => seller_id);
    await Promise.all(
      [...by_seller].map(async ([seller_id, requests]) => {
        for (const { postings: own } of requests) {
          const posted = own.map((posting): Posted => ({ posting, status: 'unknown' }));
          this.log.push(...posted);
          await this.postUntilAnswered(seller_id, posted);
        }
      }),
    );
  }

  private async postUntilAnswered(seller_id: string, posted: readonly Posted[]): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const results = await this.ask(seller_id, posted).catch(() => null);
      if (results !== null) {
        for (const { index, status } of results)
          if (posted[index] !== undefined) (posted[index] as Posted).status = status;
        return;
      }
      await this.stage.time.wait(this.random.between(50, 1_000));
    }
  }

  private async ask(
    seller_id: string,
    posted: readonly Posted[],
  ): Promise<{ readonly index: number; readonly status: Posted['status'] }[] | null> {
    const api = this.random.pick(this.apis).service;
    if (api === null || this.random.chance(this.faults.request_lost)) return null;
    const answer = api(
      seller_id,
      posted.map(({ posting }) => posting.body),
    );
    const results = await Promise.race([answer, this.stage.time.wait(GIVE_UP_MS).then(() => null)]);
    if (results === null || this.random.chance(this.faults.answer_lost)) return null;
    return results.map((result) => ({
      index: result.index,
      status: 'code' in result ? 'refused' : 'queued',
    }));
  }
}
