import type { Random } from '@stockproof/marketplace';
import { canonicalDigest } from '@stockproof/evidence';
import type { Reservations } from '../../../apps/reservation/src/requests/reservations.js';
import type { Slot } from './slot.js';
import type { Sellers } from './sellers.js';
import type { Stage } from './stage.js';

const TRIES = 40;
const GIVE_UP_MS = 4_000;

/** An order service: reserves, then confirms, cancels, or forgets; asks again until it has an answer. */
export class Orders {
  readonly asked = new Set<string>();
  private open = 0;
  private readonly random: Random;

  constructor(private readonly stage: Stage, private readonly api: Slot<Reservations>, private readonly sellers: Sellers) {
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
    const asked = { reservation_id, order_id: `o-${reservation_id}`, lines, expires_in };
    this.asked.add(reservation_id);
    await this.ask((api) => api.request({ ...asked, request_hash: canonicalDigest(asked) }));
    await this.stage.time.wait(random.between(10, 3_000));
    const roll = random.next();
    if (roll < 0.5) await this.ask((api) => api.confirm(reservation_id, 'orders'));
    else if (roll < 0.75) await this.ask((api) => api.cancel(reservation_id, 'orders'));
    this.open -= 1;
  }

  private line(): { seller_id: string; sku: string; quantity: number; location_id: string } {
    const { body } = this.random.pick(this.sellers.log)?.posting ?? { body: {} };
    const { seller_id = 'acme', sku = 's-sku-0' } = body as { seller_id?: string; sku?: string };
    const named = typeof sku === 'string' && sku !== '' && sku.isWellFormed() && !sku.includes('\u0000') ? sku : 's-sku-0';
    return { seller_id, sku: named, quantity: this.random.between(1, 30), location_id: 'default' };
  }

  /** A refusal is an answer as well. */
  private async ask(what: (api: Reservations) => Promise<unknown>): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const api = this.api.service;
      if (api !== null) {
        const answered = what(api).then(() => true, (error: unknown) => (error as Error).name === 'RefusedError');
        if (await Promise.race([answered, this.stage.time.wait(GIVE_UP_MS).then(() => false)])) return;
      }
      await this.stage.time.wait(this.random.between(50, 1_000));
    }
  }
}
