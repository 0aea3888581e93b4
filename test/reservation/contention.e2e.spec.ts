import { beforeAll, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { eventually, queryDatabase, recover, runningStack } from '@stockproof/testing';
import { type Offer, Shop } from './shop.js';

const stack = runningStack();
const CLIENTS = 32;
const SKUS = 50;
/** The long form: STOCKPROOF_TEST_RESERVATIONS=50000. */
const RESERVATIONS = Number(process.env['STOCKPROOF_TEST_RESERVATIONS'] ?? 600);
const UNITS = Math.ceil((RESERVATIONS * 1.2) / SKUS);
const WITHIN_MS = 120_000 + RESERVATIONS * 60;
let shop: Shop;
let offers: Offer[];

beforeAll(async () => {
  shop = await Shop.open(stack);
  offers = await Promise.all(Array.from({ length: SKUS }, () => shop.offer(UNITS)));
});

/** When a client requested a reservation and when it got the answer, by the clients' single clock. */
const asked_at = new Map<string, { readonly from_ms: number; readonly to_ms: number }>();

/** One order: some are confirmed, some cancelled, some left until they expire. */
async function order(n: number): Promise<void> {
  const pick = (k: number): Offer => offers[(n * 7 + k * 13 + (n % 11)) % SKUS] as Offer;
  const lines = [
    { ...pick(0), quantity: 1 + (n % 2) },
    ...(n % 3 === 0 ? [{ ...pick(1), quantity: 1 }] : []),
  ];
  const id = `fight-${process.pid}-${n}`;
  const from_ms = performance.now();
  const asked = await again(() =>
    shop.request(lines, { reservation_id: id, expires_in: n % 5 === 0 ? 3 : 900 }, 5),
  );
  if (asked.status === 200) asked_at.set(id, { from_ms, to_ms: performance.now() });
  if (asked.body.status !== 'held') return;
  if (n % 5 < 3) await again(() => shop.call('POST', `/${id}/${n % 5 === 1 ? 'cancel' : 'confirm'}`));
}

/** A service that is being killed does not answer; the client repeats the request. */
async function again<T extends { readonly status: number }>(ask: () => Promise<T>): Promise<T> {
  return eventually(async () => {
    const answer = await ask();
    if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
    return answer;
  }, 60_000);
}

/** The verdict of a recovery of all of it, during the load. */
async function verdict(): Promise<string> {
  const { confidence_status, reasons, checks } = await recover(stack, {
    contract: 'reservation-view',
    scope: { type: 'by_sku', skus: offers.map(({ sku }) => sku) },
  });
  const failed = checks
    .filter(({ status }) => status === 'fail')
    .map(({ counterexamples }) => counterexamples[0]);
  return confidence_status === 'trusted'
    ? confidence_status
    : JSON.stringify([confidence_status, reasons, failed]);
}

/**
 * Finds holds whose order in the ledger contradicts time: one that was answered before another was requested
 * must come first. Together with the ledger's own check of every step, this is linearizability per offer.
 */
async function disorderIn(mine: string): Promise<string[]> {
  const rows = await queryDatabase<{ reservation_id: string; offer: string; version: number }>(
    stack,
    'reservation',
    `
    SELECT reservation_id, seller_id || ' ' || sku AS offer, (data ->> 'version')::int AS version
    FROM reservation_line JOIN event ON stream = 'reservation-' || reservation_id AND type = 'line_held' AND data ->> 'line' = line::text
    WHERE ${mine} ORDER BY offer, version`,
  );
  return [...Map.groupBy(rows, ({ offer }) => offer).values()].flatMap((held) => {
    let newest_ms = -Infinity;
    return held.flatMap(({ reservation_id, offer, version }) => {
      const { from_ms, to_ms } = asked_at.get(reservation_id) ?? { from_ms: -Infinity, to_ms: Infinity };
      const late = to_ms < newest_ms;
      newest_ms = Math.max(newest_ms, from_ms);
      return late ? [`${offer}: version ${version} was answered before one before it was asked for`] : [];
    });
  });
}

it(
  '32 clients compete for the last units while services are killed: nothing is oversold, every saga ends, reserved equals held',
  async () => {
    let next = 0;
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (next < RESERVATIONS) await order((next += 1));
    });
    const killer = (async () => {
      for (const part of ['reservation', 'command-handler'] as const) {
        const mark = next + Math.floor(RESERVATIONS / 4);
        await eventually(
          async () => expect(next).toBeGreaterThanOrEqual(Math.min(mark, RESERVATIONS)),
          WITHIN_MS,
        );
        await askControl(stack.control_socket, part, 'kill');
        await askControl(stack.control_socket, part, 'start');
      }
    })();
    const verdicts: string[] = [];
    const verifier = (async () => {
      while (next < RESERVATIONS) verdicts.push(await verdict());
    })();
    await Promise.all([...clients, killer, verifier]);
    const mine = `reservation_id LIKE 'fight-${process.pid}-%'`;
    await eventually(async () => {
      const open = await queryDatabase(
        stack,
        'reservation',
        `SELECT 1 FROM reservation WHERE ${mine} AND (status IN ('requested', 'confirming', 'releasing') OR (status = 'held' AND expires_at < now()))`,
      );
      expect(open).toHaveLength(0);
    }, WITHIN_MS);
    const held = await queryDatabase<{ sku: string; units: string }>(
      stack,
      'reservation',
      `
    SELECT sku, sum(line.quantity) AS units FROM reservation_line AS line JOIN reservation USING (reservation_id)
    WHERE ${mine} AND line.status = 'held' GROUP BY sku`,
    );
    const gone = await queryDatabase<{ sku: string; units: string }>(
      stack,
      'reservation',
      `
    SELECT sku, sum(line.quantity) AS units FROM reservation_line AS line WHERE ${mine} AND line.status = 'fulfilled' GROUP BY sku`,
    );
    const in_ledger = await queryDatabase<{ sku: string; bucket_type: string; quantity: string }>(
      stack,
      'inventory',
      'SELECT sku, bucket_type, quantity FROM inventory_bucket WHERE sku = ANY ($1)',
      [offers.map(({ sku }) => sku)],
    );
    const units = (rows: readonly { sku: string; units: string }[], sku: string): number =>
      Number(rows.find((row) => row.sku === sku)?.units ?? 0);
    const bucket = (sku: string, type: string): number =>
      Number(in_ledger.find((row) => row.sku === sku && row.bucket_type === type)?.quantity ?? 0);
    for (const { sku } of offers) {
      expect([sku, bucket(sku, 'reserved'), bucket(sku, 'sellable')]).toEqual([
        sku,
        units(held, sku),
        UNITS - units(held, sku) - units(gone, sku),
      ]);
    }
    const ended = await queryDatabase<{ status: string; n: string }>(
      stack,
      'reservation',
      `SELECT status, count(*) AS n FROM reservation WHERE ${mine} GROUP BY status`,
    );
    expect(ended.reduce((sum, { n }) => sum + Number(n), 0)).toBe(RESERVATIONS);
    expect(
      await queryDatabase(stack, 'reservation', `SELECT 1 FROM reservation WHERE ${mine} AND stuck`),
    ).toHaveLength(0);
    expect(await disorderIn(mine)).toEqual([]);
    // At every point where both sides were closed, and at the end, the reserved units equalled the held ones.
    expect([...verdicts, await verdict()].filter((one) => one !== 'trusted')).toEqual([]);
  },
  WITHIN_MS * 2,
);
