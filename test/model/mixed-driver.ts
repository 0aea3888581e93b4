import { TOPICS } from '@stockproof/events';
import type { BrokerProducer } from '@stockproof/kafka';
import {
  callReservation,
  commandOutcome,
  corruptDatabase,
  eventually,
  queryDatabase,
  recover,
  type RunningStack,
  type Seller,
} from '@stockproof/testing';
import { javaPartition } from './java-partition.js';
import type { MixedStep } from './mixed-steps.js';
import type { ModelOffer, ModelVerdict } from './naive-ledger.js';

const PARTITIONS = 8;
const WITHIN_MS = 60_000;
const WAIT_S = 10;
const INFLATED_BY = 1_000;
const ENDED: Readonly<Record<string, string>> = { confirm: 'confirmed', cancel: 'cancelled' };

/**
 * Runs the steps of one offer on a running stack, each when the one before has its result; repeats requests
 * without an answer.
 */
export class MixedDriver {
  constructor(
    private readonly stack: RunningStack,
    private readonly seller: Seller,
    private readonly producer: BrokerProducer,
  ) {}

  async drive(steps: readonly MixedStep[]): Promise<void> {
    for (const step of steps) await this.take(step);
  }

  private async take(step: MixedStep): Promise<void> {
    if (step.by === 'order') return this.order(step);
    if (step.by === 'repair') return this.repair(step);
    if (step.by === 'more of an order') return;
    if (step.by === 'seller') {
      await this.post(step);
      await this.decided(step.name);
    } else {
      await this.command(step);
      await this.decidedForOrder(step.name);
    }
  }

  /**
   * Corrupts the stock tables of the offer, moves it by amounts that are valid in both states, and repairs
   * the tables by a recovery.
   */
  private async repair(step: MixedStep): Promise<void> {
    const { seller_id, sku } = step.event;
    const [seller, name] = [`'${seller_id}'`, `'${sku}'`];
    await corruptDatabase(
      this.stack,
      'inventory',
      `
      WITH head AS (UPDATE inventory_stock_on_hand SET stock_on_hand = stock_on_hand + ${INFLATED_BY} WHERE seller_id = ${seller} AND sku = ${name})
      UPDATE inventory_bucket SET quantity = quantity + ${INFLATED_BY}
      WHERE seller_id = ${seller} AND sku = ${name} AND bucket_type = 'sellable' AND location_id = 'default'`,
    );
    await this.post(step);
    await this.decided(step.name);
    await eventually(async () => {
      const { confidence_status, reasons } = await recover(this.stack, {
        contract: 'inventory-stock-tables',
        scope: { type: 'by_sku', skus: [sku] },
        mode: 'repair',
      });
      if (confidence_status !== 'trusted') throw new Error(`${sku} was not repaired: ${reasons.join('; ')}`);
    }, WITHIN_MS);
  }

  private post({ event }: MixedStep): Promise<void> {
    return eventually(async () => {
      const answer = await this.seller.post({ ...event, schema_version: 3 });
      if (answer.status !== 202)
        throw new Error(`${event.event_id}: ${answer.status} ${await answer.text()}`);
    }, WITHIN_MS);
  }

  private async command({ event }: MixedStep): Promise<void> {
    const value = JSON.stringify({ ...event, schema_version: 2 });
    await eventually(
      () =>
        this.producer.send(TOPICS.stockCommands, [
          { partition: javaPartition(event.sku, PARTITIONS), key: event.sku, value },
        ]),
      WITHIN_MS,
    );
  }

  private decided(event_id: string): Promise<void> {
    return eventually(async () => {
      const answer = await this.seller.outcome(event_id);
      if (answer.status !== 200) throw new Error(`${event_id}: no outcome, ${answer.status}`);
    }, WITHIN_MS);
  }

  private decidedForOrder(event_id: string): Promise<void> {
    return eventually(async () => {
      const answer = await commandOutcome(this.stack, this.seller.seller_id, event_id);
      if (answer.status !== 200) throw new Error(`${event_id}: no outcome, ${answer.status}`);
    }, WITHIN_MS);
  }

  /** A refused step is a difference that the ledger shows. */
  private async order({ event, reservation_id, turn }: Extract<MixedStep, { by: 'order' }>): Promise<void> {
    const { seller_id, sku, quantity, location_id } = event;
    const lines = [{ seller_id, sku, quantity, ...(location_id === 'default' ? {} : { location_id }) }];
    const body = { reservation_id, order_id: `order-${reservation_id}`, lines, expires_in: 86_400 };
    const over = turn === 'reserve' ? ['held', 'rejected'] : [ENDED[turn]];
    await eventually(async () => {
      const answer = await (turn === 'reserve'
        ? callReservation(this.stack, 'POST', '', body, WAIT_S)
        : callReservation(this.stack, 'POST', `/${reservation_id}/${turn}`, undefined, WAIT_S));
      const refused = turn !== 'reserve' && answer.status === 409;
      if (!refused && !over.includes(answer.body.status))
        throw new Error(`${reservation_id}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }, WITHIN_MS);
  }
}

/**
 * The result of each step of these sellers in the tables, by its name, and where it differs from the model.
 */
export async function differences(
  stack: RunningStack,
  steps: readonly MixedStep[],
  seller_ids: readonly string[],
): Promise<string[]> {
  const rows = await queryDatabase<{
    event_id: string;
    outcome: ModelVerdict['outcome'];
    version: number | null;
    reason: string | null;
    facts: ModelVerdict['facts'];
  }>(
    stack,
    'inventory',
    `
    SELECT event_id, status AS outcome, version::int, NULL AS reason, '{}'::jsonb AS facts FROM inventory_transaction WHERE seller_id = ANY ($1)
    UNION ALL SELECT event_id, 'rejected', decided_on_version::int, reason, facts FROM inventory_rejection WHERE seller_id = ANY ($1)`,
    [seller_ids],
  );
  const found = Map.groupBy(rows, ({ event_id }) => stepOf(event_id));
  const expected = new Map(steps.map((step) => [step.name, step]));
  const wrong = steps.flatMap(({ name, by, expected: verdict, event }) => {
    const reported = (found.get(name) ?? []).map(describe1).join(' and ');
    return reported === describe1(verdict)
      ? []
      : [
          `${name} (${by} ${event.operation} ${event.quantity}): ${reported === '' ? 'no outcome' : reported}, expected ${describe1(verdict)}`,
        ];
  });
  return [
    ...wrong,
    ...[...found.keys()].filter((name) => !expected.has(name)).map((name) => `${name}: nobody asked for it`),
  ];
}

/** The name of the step that an event belongs to: a stock command of an order has the reservation's name. */
function stepOf(event_id: string): string {
  const [, line, operation, reservation_id] = /^rsv\.[0-9a-f]+\.(\d+)\.([RUF])\.(.+)$/.exec(event_id) ?? [];
  return operation === undefined ? event_id : `${operation}${line} ${reservation_id}`;
}

function describe1({ outcome, version, reason, facts }: ModelVerdict): string {
  return `${outcome} ${JSON.stringify([version, reason, Object.entries(facts).sort()])}`;
}

/** The expected availability of an offer, as the API returns it. */
export function availabilityOf({ version, buckets }: ModelOffer): Readonly<Record<string, unknown>> {
  const sum = (bucket: string): number =>
    [...buckets]
      .filter(([place]) => place.startsWith(bucket))
      .reduce((all, [, units]) => all + Number(units), 0);
  return {
    version,
    stock_on_hand: sum(''),
    sellable: sum('sellable/'),
    reserved: sum('reserved/'),
    damaged: sum('damaged/'),
    status: 'current',
  };
}
