import { setTimeout as delay } from 'node:timers/promises';
import type { Evidence } from '@stockproof/evidence';
import { createMarketplace, createRandom, type Posting, type Random, requestsOf } from '@stockproof/workload';
import {
  callReservation,
  evidenceOf,
  type RunningStack,
  type Seller,
  requestRecovery,
} from '@stockproof/testing';
import { ClientLog, eventName } from './client-log.js';

export interface LoadOptions {
  readonly stack: RunningStack;
  readonly sellers: readonly Seller[];
  readonly seed: number;
  readonly prefix: string;
}

/** A record with the verdict `untrusted`, with its reasons. */
export type Alarm = Pick<Evidence, 'recovery_id' | 'requested_at' | 'finished_at' | 'reasons'> & {
  readonly failed: Evidence['checks'];
};

const ARRAY = 10;
const EVERY_MS = 50;
const RESERVE_EVERY_MS = 200;
const VERIFY_EVERY_MS = 4_000;
const ANSWER_WITHIN_MS = 5_000;
const SKUS = 40;

/**
 * All operations at once and open loop: sent when they are due, whether or not the one before was answered.
 */
export class Load {
  readonly events = new ClientLog();
  readonly reservations = new ClientLog();
  /**
   * Verdicts of verifications while nothing was corrupted: anything but trusted or inconclusive is a false
   * alarm.
   */
  readonly verdicts: string[] = [];
  /** The content of each false alarm: its record's failed checks, and when. */
  readonly alarms: Alarm[] = [];
  private running = true;
  private watching = true;
  private readonly verifications = new Set<Promise<void>>();
  private readonly loops: readonly Promise<void>[];
  private readonly open = new Set<Promise<void>>();
  private readonly random: Random;
  private readonly seen = new Set<string>();

  constructor(private readonly options: LoadOptions) {
    this.random = createRandom(options.seed);
    const market = createMarketplace({
      seed: options.seed,
      prefix: options.prefix,
      sellers: options.sellers.map(({ seller_id }) => seller_id),
      skus: SKUS,
      redelivered: 0.05,
      conflicting: 0.01,
      late: 0.02,
      invalid: 0,
      hot: 0.2,
    });
    this.loops = [
      this.every(EVERY_MS, () => this.post(Array.from({ length: ARRAY }, () => market.next(Date.now())))),
      this.every(RESERVE_EVERY_MS, (n) => this.reserve(n)),
      this.every(VERIFY_EVERY_MS, () => this.watch()),
    ];
  }

  /** Runs a corruption while no verification runs, because a verification would rightly report it. */
  async unwatched<T>(work: () => Promise<T>): Promise<T> {
    this.watching = false;
    await Promise.all(this.verifications);
    try {
      return await work();
    } finally {
      this.watching = true;
    }
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
    await Promise.all(this.open);
  }

  private async every(ms: number, send: (n: number) => Promise<void>): Promise<void> {
    for (let n = 1; this.running; n += 1) {
      const sent: Promise<void> = send(n)
        .catch(() => undefined)
        .finally(() => this.open.delete(sent));
      this.open.add(sent);
      await delay(ms);
    }
  }

  private async post(postings: readonly Posting[]): Promise<void> {
    for (const { seller_id, postings: mine } of requestsOf(postings)) {
      const poster = this.options.sellers.find((one) => one.seller_id === seller_id);
      for (const { body } of mine) this.seen.add(String(body['sku']));
      const answer = await poster?.post(mine.map(({ body }) => body)).catch(() => null);
      const said = answer?.status === 202 ? 'acknowledged' : answer?.status === 429 ? 'refused' : 'unknown';
      await answer?.arrayBuffer().catch(() => undefined);
      for (const { body } of mine) this.events.note(eventName(seller_id, String(body['event_id'])), said);
    }
  }

  private async reserve(n: number): Promise<void> {
    const skus = [...this.seen];
    if (skus.length === 0) return;
    const reservation_id = `${this.options.prefix}-${n}`;
    const line = (): object => ({
      seller_id: this.random.pick(this.options.sellers).seller_id,
      sku: this.random.pick(skus),
      quantity: this.random.between(1, 5),
    });
    const body = {
      reservation_id,
      order_id: reservation_id,
      lines: this.random.chance(0.3) ? [line(), line()] : [line()],
      expires_in: this.random.pick([2, 30, 86_400]),
    };
    const turn = this.random.pick(['confirm', 'cancel', null]);
    const asked = await within(callReservation(this.options.stack, 'POST', '', body, 2));
    this.reservations.note(
      reservation_id,
      asked === null || asked.status >= 500 ? 'unknown' : asked.status < 300 ? 'acknowledged' : 'refused',
    );
    if (asked?.body.status === 'held' && turn !== null)
      await within(callReservation(this.options.stack, 'POST', `/${reservation_id}/${turn}`));
  }

  private async watch(): Promise<void> {
    if (!this.watching) return;
    const verifying: Promise<void> = this.verify()
      .catch(() => undefined)
      .finally(() => this.verifications.delete(verifying));
    this.verifications.add(verifying);
    await verifying;
  }

  private async verify(): Promise<void> {
    const skus = [...this.seen].slice(0, 5);
    if (skus.length === 0) return;
    const contract = this.random.pick([
      'inventory-availability-projection',
      'inventory-stock-tables',
      'reservation-view',
    ]);
    const id = await requestRecovery(this.options.stack, { contract, scope: { type: 'by_sku', skus } });
    const { confidence_status, reasons, checks, requested_at, finished_at } = await evidenceOf(
      this.options.stack,
      id,
    );
    this.verdicts.push(`${confidence_status} ${contract} ${id}`);
    if (confidence_status === 'untrusted')
      this.alarms.push({
        recovery_id: id,
        requested_at,
        finished_at,
        reasons,
        failed: checks.filter(({ status }) => status === 'fail'),
      });
  }
}

/** Null if there is no answer in time: then the outcome is unknown. */
async function within<T>(answer: Promise<T>): Promise<T | null> {
  return Promise.race([answer.catch(() => null), delay(ANSWER_WITHIN_MS, null, { ref: false })]);
}
