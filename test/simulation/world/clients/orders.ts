import type { Random } from '@stockproof/workload';
import { canonicalDigest } from '@stockproof/evidence';
import type { Reservations } from '../../../../apps/reservation/src/requests/reservations.js';
import type { Allocation } from '@stockproof/reservation-saga';
import type { Slot } from '../services/slot.js';
import type { Sellers } from './sellers.js';
import type { Stage } from '../stage.js';

/** What an order requests of one offer. */
export interface OrderedLine {
  readonly seller_id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly location_id: string;
}

const TRIES = 40;
/** An offer counts as just moved if it is among this many last postings. */
const NEWEST = 20;
const GIVE_UP_MS = 4_000;

/** An order service: reserves, then confirms, cancels, or does nothing; repeats until it gets an answer. */
export class Orders {
  readonly asked = new Set<string>();
  private open = 0;
  private readonly random: Random;

  constructor(
    private readonly stage: Stage,
    private readonly api: Slot<Reservations>,
    private readonly sellers: Sellers,
  ) {
    this.random = stage.random('orders');
  }

  get idle(): boolean {
    return this.open === 0;
  }

  place(orders: number): void {
    for (let number = 1; number <= orders; number += 1) {
      this.open += 1;
      this.stage.time.after(this.random.between(500, 8_000), () => void this.order(`r${number}`));
    }
  }

  private async order(reservation_id: string): Promise<void> {
    const { random } = this;
    const expires_in = random.between(2, 20);
    const lines = Array.from({ length: random.between(1, 3) }, () => this.line());
    await this.reserve(reservation_id, lines, expires_in);
    await this.stage.time.wait(random.between(10, 3_000));
    if (this.stage.random(`extension of ${reservation_id}`).chance(0.3))
      await this.ask((api) => api.extend(reservation_id, 20, 'orders'));
    await this.part(reservation_id);
    const roll = random.next();
    if (roll < 0.5) await this.ask((api) => api.confirm(reservation_id, 'orders'));
    else if (roll < 0.75) await this.ask((api) => api.cancel(reservation_id, 'orders'));
    this.open -= 1;
  }

  /** Some orders are confirmed or cancelled in parts first, also in parts that are more than is held. */
  private async part(reservation_id: string): Promise<void> {
    const random = this.stage.random(`parts of ${reservation_id}`);
    if (!random.chance(0.4)) return;
    for (let number = random.between(1, 3); number > 0; number -= 1) {
      const lines = [{ line: random.between(1, 2), quantity: random.between(1, 12) }];
      const asked = { part_id: `part-${number}`, lines };
      const action = random.chance(0.6) ? ('confirm' as const) : ('cancel' as const);
      await this.ask((api) => api.part(reservation_id, action, asked, 'orders'));
      if (random.chance(0.5)) await this.ask((api) => api.part(reservation_id, action, asked, 'orders'));
      await this.stage.time.wait(random.between(10, 1_500));
    }
  }

  private async reserve(
    reservation_id: string,
    lines: readonly OrderedLine[],
    expires_in: number,
  ): Promise<void> {
    const asked = {
      reservation_id,
      order_id: `o-${reservation_id}`,
      lines,
      expires_in,
      beside_others: false,
      ...this.anywhere(reservation_id, lines),
    };
    this.asked.add(reservation_id);
    await this.ask((api) => api.request({ ...asked, request_hash: canonicalDigest(asked) }, 'orders'));
  }

  /** Some orders leave it open where their lines are held, or prefer some locations. */
  private anywhere(
    reservation_id: string,
    asked: readonly OrderedLine[],
  ): { lines?: OrderedLine[]; allocation?: Allocation } {
    const random = this.stage.random(`allocation of ${reservation_id}`);
    if (!random.chance(0.5)) return {};
    const numbers = asked.map((_line, index) => index + 1);
    const preferred = [...new Set(asked.map(({ location_id }) => location_id))];
    if (random.chance(0.7)) {
      const lines = asked.map((line) => ({ ...line, location_id: 'default' }));
      return { lines, allocation: { policy: 'fewest_splits', lines: numbers } };
    }
    const lines = asked.map((line) => ({ ...line, location_id: preferred[0] ?? 'default' }));
    return { lines, allocation: { policy: 'preference', locations: preferred, lines: numbers } };
  }

  /** An offer that its seller moves, most often one that was moved just now, and the location. */
  private line(): OrderedLine {
    const { log } = this.sellers;
    const { body } = this.random.pick(this.random.chance(0.7) ? log.slice(-NEWEST) : log)?.posting ?? {
      body: {},
    };
    const {
      seller_id = 'acme',
      sku = 's-sku-0',
      location_id = 'default',
    } = body as { seller_id?: string; sku?: string; location_id?: string };
    const named =
      typeof sku === 'string' && sku !== '' && sku.isWellFormed() && !sku.includes('\u0000')
        ? sku
        : 's-sku-0';
    return { seller_id, sku: named, quantity: this.random.between(1, 30), location_id };
  }

  /** A hold by hand, which is released if it was held. */
  async hold(reservation_id: string, line: OrderedLine): Promise<void> {
    this.open += 1;
    await this.reserve(reservation_id, [line], 600);
    await this.ask((api) => api.cancel(reservation_id, 'orders'));
    this.open -= 1;
  }

  /** A refusal is an answer too. */
  private async ask(what: (api: Reservations) => Promise<unknown>): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const api = this.api.service;
      if (api !== null) {
        const answered = what(api).then(
          () => true,
          (error: unknown) => (error as Error).name === 'RefusedError',
        );
        if (await Promise.race([answered, this.stage.time.wait(GIVE_UP_MS).then(() => false)])) return;
      }
      await this.stage.time.wait(this.random.between(50, 1_000));
    }
  }
}
