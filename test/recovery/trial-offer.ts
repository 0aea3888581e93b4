import { randomUUID } from 'node:crypto';
import {
  askAvailability,
  corruptDatabase,
  eventually,
  type RunningStack,
  type Seller,
} from '@stockproof/testing';
import { escapeLiteral } from 'pg';

export interface TrialOffer {
  readonly seller_id: string;
  readonly sku: string;
}

const TIME = '2026-06-19T18:23:1';

/** An offer with five versions, two locations, a count and a late event, applied and published. */
export async function trialOffer(
  stack: RunningStack,
  seller: Seller,
  sku = `trial-${randomUUID()}`,
): Promise<TrialOffer> {
  const { seller_id } = seller;
  const event = (id: number, operation: string, quantity: number, more: object = {}): object => ({
    event_id: `${sku}-${id}`,
    sku,
    seller_id,
    operation,
    quantity,
    event_time: `${TIME}${id}Z`,
    schema_version: 2,
    ...more,
  });
  const posted = await seller.post([
    event(1, 'I', 100),
    event(2, 'I', 40, { location_id: 'north' }),
    event(3, 'S', 90),
    event(4, 'M', 5, { to_bucket_type: 'damaged' }),
    event(5, 'D', 10, { event_time: '2026-06-19T18:00:00Z' }),
  ]);
  if (posted.status !== 202) throw new Error(`not taken: ${await posted.text()}`);
  await eventually(async () => {
    const answer = await askAvailability(stack, `/v1/availability/${sku}/${encodeURIComponent(seller_id)}`);
    const { version } = (await answer.json()) as { version?: number };
    if (version !== 5) throw new Error(`${sku} is at version ${version}`);
  });
  return { seller_id, sku };
}

/** Runs statements as the superuser with all triggers disabled, which no service can do. */
export async function tamper(
  stack: RunningStack,
  database: string,
  statements: string,
  { seller_id, sku }: TrialOffer,
): Promise<void> {
  const where = `seller_id = ${escapeLiteral(seller_id)} AND sku = ${escapeLiteral(sku)}`;
  const names = `${escapeLiteral(seller_id)}, ${escapeLiteral(sku)}`;
  await corruptDatabase(
    stack,
    database,
    statements.replaceAll('{offer}', where).replaceAll('{names}', names),
  );
}
