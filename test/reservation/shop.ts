import { randomUUID } from 'node:crypto';
import {
  askAvailability,
  callReservation,
  eventually,
  type RunningStack,
  type Seller,
  seller,
} from '@stockproof/testing';
import { expect } from '@jest/globals';
import { anEvent } from '@stockproof/testing/kit';

export interface Offer {
  readonly seller_id: string;
  readonly sku: string;
}

export interface Stock {
  readonly sellable: number;
  readonly reserved: number;
  readonly stock_on_hand: number;
}

/** A seller with stock, and an order service. */
export class Shop {
  private constructor(
    readonly stack: RunningStack,
    private readonly ann: Seller,
  ) {}

  static async open(stack: RunningStack): Promise<Shop> {
    return new Shop(stack, await seller(stack));
  }

  async offer(quantity: number, location_id?: string): Promise<Offer> {
    const { seller_id } = this.ann;
    const sku = `shop-${randomUUID()}`;
    await this.receive({ seller_id, sku }, quantity, `in-${sku}`, location_id);
    await this.sees({ seller_id, sku }, { sellable: quantity });
    return { seller_id, sku };
  }

  /** Posts a receipt as the seller. */
  async receive(
    { seller_id, sku }: Offer,
    quantity: number,
    event_id: string,
    location_id?: string,
  ): Promise<void> {
    const posted = await this.ann.post(
      anEvent({
        event_id,
        sku,
        seller_id,
        quantity,
        schema_version: 2,
        ...(location_id === undefined ? {} : { location_id }),
      }),
    );
    if (posted.status !== 202) throw new Error(`not taken: ${await posted.text()}`);
  }

  /** Posts a receipt as the seller that may be refused; returns status and code. */
  async tryToReceive({ seller_id, sku }: Offer, event_id: string): Promise<[number, string | undefined]> {
    const posted = await this.ann.post(anEvent({ event_id, sku, seller_id, quantity: 1 }));
    return [posted.status, ((await posted.json()) as { code?: string }).code];
  }

  /** Calls the ledger's API with the seller's own key. */
  async asSeller(path: string): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.stack.urls.command_handler}${path}`, {
      headers: { authorization: `Bearer ${this.ann.api_key}` },
    });
    return (await answer.json()) as Record<string, unknown>;
  }

  /** Waits until an offer has this availability. */
  async sees({ seller_id, sku }: Offer, stock: Partial<Stock>): Promise<void> {
    await eventually(async () => {
      const answer = await askAvailability(this.stack, `/v1/availability/${sku}/${seller_id}`);
      expect(await answer.json()).toMatchObject(stock);
    });
  }

  request(
    lines: readonly (Offer & { readonly quantity: number; readonly location_id?: string })[],
    more: object = {},
    wait_s = 20,
  ) {
    const reservation_id = `res-${randomUUID()}`;
    return callReservation(
      this.stack,
      'POST',
      '',
      { reservation_id, order_id: `order-${reservation_id}`, lines, expires_in: 600, ...more },
      wait_s,
    );
  }

  call(method: 'GET' | 'POST', path: string, wait_s = 0) {
    return callReservation(this.stack, method, path, undefined, wait_s);
  }
}
