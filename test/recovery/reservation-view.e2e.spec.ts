import { describe, expect, it } from '@jest/globals';
import { callRecovery, corruptDatabase, queryDatabase, recover, runningStack } from '@stockproof/testing';
import { type Offer, Shop } from '../reservation/shop.js';

const stack = runningStack();
const contract = 'reservation-view';
const opened = Shop.open(stack);

interface Trial {
  readonly a: Offer;
  readonly b: Offer;
  /** Held: two of a, one of b. */
  readonly held: string;
  /** Confirmed: one of a. */
  readonly confirmed: string;
}

async function trial(): Promise<Trial> {
  const shop = await opened;
  const [a, b] = [await shop.offer(9), await shop.offer(9)];
  const held = await shop.request([
    { ...a, quantity: 2 },
    { ...b, quantity: 1 },
  ]);
  const bought = await shop.request([{ ...a, quantity: 1 }]);
  await shop.call('POST', `/${bought.body.reservation_id}/confirm`, 20);
  return { a, b, held: held.body.reservation_id, confirmed: bought.body.reservation_id };
}

const by = ({ a }: Trial) => ({ contract, scope: { type: 'by_offer', offers: [a] } });

/**
 * Changes rows as a superuser with triggers disabled; `:id` and `:sku` are replaced by those of the trial.
 */
async function corrupt(
  { held, a }: Trial,
  database: 'reservation' | 'inventory',
  sql: string,
): Promise<void> {
  const text = sql
    .replaceAll(':id', `'${held}'`)
    .replaceAll(':sku', `'${a.sku}'`)
    .replaceAll(':seller', `'${a.seller_id}'`);
  expect(await corruptDatabase(stack, database, text)).toBeGreaterThan(0);
}

async function readModel({ held, confirmed }: Trial): Promise<unknown> {
  const ids = [[held, confirmed]];
  return [
    await queryDatabase(
      stack,
      'reservation',
      'SELECT * FROM reservation WHERE reservation_id = ANY ($1) ORDER BY reservation_id',
      ids,
    ),
    await queryDatabase(
      stack,
      'reservation',
      'SELECT * FROM reservation_line WHERE reservation_id = ANY ($1) ORDER BY reservation_id, line',
      ids,
    ),
  ];
}

describe('a recovery of the view of reservations', () => {
  it.concurrent('says trusted of what is right, and proves that an offer is in the record', async () => {
    const made = await trial();
    const evidence = await recover(stack, by(made));
    expect([evidence.confidence_status, evidence.reasons]).toEqual(['trusted', []]);
    expect(evidence.counts.table.read).toBeGreaterThan(8);
    expect(evidence.blast_radius.estimated).toMatchObject({
      offers: 1,
      sellers: 1,
      events: evidence.counts.table.read,
    });
    expect(evidence.counts.cdc).toEqual({ read: 3, applied: 3, skipped: 0, late: 0, duplicate: 0 });
    const { seller_id, sku } = made.a;
    const proof = await callRecovery<{ leaf: { version: number } }>(
      stack,
      'GET',
      `/v1/evidence/${evidence.recovery_id}/proof?seller_id=${seller_id}&sku=${sku}`,
    );
    expect(proof.body.leaf.version).toBe(evidence.counts.table.read);
  });

  it.concurrent('says trusted of what is right next to something that is not', async () => {
    const [made, beside] = [await trial(), await trial()];
    await corrupt(beside, 'reservation', 'DELETE FROM reservation WHERE reservation_id = :id');
    expect((await recover(stack, by(made))).confidence_status).toBe('trusted');
  });

  it.concurrent('says it again of what it has signed, also when more has happened since', async () => {
    const made = await trial();
    const verify = async () => {
      const { confidence_status, reasons, checks } = await recover(stack, by(made));
      return {
        confidence_status,
        reasons,
        unchanged: checks.find(({ name }) => name === 'history_unchanged_since_last_evidence')?.status,
      };
    };
    const trusted = { confidence_status: 'trusted', reasons: [], unchanged: 'pass' };
    expect([await verify(), await verify()]).toEqual([trusted, trusted]);
    await (await opened).request([{ ...made.a, quantity: 1 }]);
    expect(await verify()).toEqual(trusted);
  });

  const FOUND_AND_REPAIRED: [string, string][] = [
    ['another status', `UPDATE reservation SET status = 'cancelled' WHERE reservation_id = :id`],
    ['another version', 'UPDATE reservation SET version = version - 1 WHERE reservation_id = :id'],
    ['another order', `UPDATE reservation SET order_id = 'another' WHERE reservation_id = :id`],
    [
      'another time to expire',
      `UPDATE reservation SET expires_at = expires_at + interval '1 millisecond' WHERE reservation_id = :id`,
    ],
    [
      'a time to send again what nobody owes',
      "UPDATE reservation SET next_step_at = now() + interval '1 day' WHERE reservation_id = :id",
    ],
    ['attempts that were none', 'UPDATE reservation SET attempts = 3 WHERE reservation_id = :id'],
    ['an alarm for nothing', 'UPDATE reservation SET stuck = true WHERE reservation_id = :id'],
    [
      'another quantity',
      'UPDATE reservation_line SET quantity = quantity + 1 WHERE reservation_id = :id AND line = 1',
    ],
    [
      'another status of a line',
      `UPDATE reservation_line SET status = 'released' WHERE reservation_id = :id AND line = 1`,
    ],
    [
      'another offer in a line',
      `UPDATE reservation_line SET sku = 'another' WHERE reservation_id = :id AND line = 1`,
    ],
    ['a line removed', 'DELETE FROM reservation_line WHERE reservation_id = :id AND line = 1'],
    [
      'a line added',
      `INSERT INTO reservation_line SELECT reservation_id, 7, seller_id, sku, location_id, 1, 'held' FROM reservation_line WHERE reservation_id = :id AND line = 1`,
    ],
    ['a reservation without lines', 'DELETE FROM reservation_line WHERE reservation_id = :id'],
    ['lines without a reservation', 'DELETE FROM reservation WHERE reservation_id = :id'],
    [
      'a reservation removed',
      'WITH gone AS (DELETE FROM reservation_line WHERE reservation_id = :id) DELETE FROM reservation WHERE reservation_id = :id',
    ],
  ];
  it.concurrent.each(FOUND_AND_REPAIRED)('%s: found, named, and repaired', async (_name, sql) => {
    const made = await trial();
    const before = await readModel(made);
    await corrupt(made, 'reservation', sql);
    const found = await recover(stack, by(made));
    expect(found.confidence_status).toBe('untrusted');
    expect(found.checks.flatMap(({ counterexamples }) => counterexamples.map(({ sku }) => sku))).toContain(
      made.a.sku,
    );
    const repaired = await recover(stack, { ...by(made), mode: 'repair' });
    expect([repaired.confidence_status, repaired.repairs.applied]).toEqual(['trusted', 1]);
    expect(await readModel(made)).toEqual(before);
    expect((await (await opened).call('POST', `/${made.held}/confirm`, 20)).body.status).toBe('confirmed');
  });

  it.concurrent('a reservation that nobody asked for is taken away', async () => {
    const made = await trial();
    await corrupt(
      made,
      'reservation',
      `WITH row AS (INSERT INTO reservation (reservation_id, order_id, status, version, requested_at, expires_at)
      VALUES ('ghost-' || :id, 'ghost', 'held', 3, now(), now() + interval '1 day') RETURNING reservation_id)
      INSERT INTO reservation_line SELECT reservation_id, 1, :seller, :sku, 'default', 4, 'held' FROM row`,
    );
    const found = await recover(stack, by(made));
    expect(found.checks.filter(({ status }) => status === 'fail').map(({ name }) => name)).toEqual([
      'view_matches_replay',
      'reserved_bucket_matches_held_lines',
    ]);
    expect((await recover(stack, { ...by(made), mode: 'repair' })).confidence_status).toBe('trusted');
    expect(
      await queryDatabase(stack, 'reservation', 'SELECT 1 FROM reservation_line WHERE reservation_id = $1', [
        `ghost-${made.held}`,
      ]),
    ).toEqual([]);
  });

  it.concurrent('nothing is decided on a broken history, and nobody else waits for it', async () => {
    const [made, shop] = [await trial(), await opened];
    await corrupt(
      made,
      'reservation',
      `DELETE FROM event WHERE stream = 'reservation-' || :id AND version = 2`,
    );
    for (const [method, path] of [
      ['POST', '/confirm'],
      ['GET', ''],
    ] as const) {
      const refused = await shop.call(method, `/${made.held}${path}`);
      expect([refused.status, refused.body.code]).toEqual([409, 'broken_history']);
    }
    const other = await shop.request([{ ...made.a, quantity: 1 }]);
    expect((await shop.call('POST', `/${other.body.reservation_id}/cancel`, 20)).body.status).toBe(
      'cancelled',
    );
  });

  const IN_DOUBT: [string, 'reservation' | 'inventory', string, string][] = [
    // the change, the database, and the check that finds it
    [
      'a step removed',
      'reservation',
      `DELETE FROM event WHERE stream = 'reservation-' || :id AND version = 2`,
      'versions_contiguous',
    ],
    [
      'the last step removed',
      'reservation',
      `DELETE FROM event WHERE stream = 'reservation-' || :id AND version = (SELECT max(version) FROM event WHERE stream = 'reservation-' || :id)`,
      'history_unchanged_since_last_evidence',
    ],
    [
      'the whole history removed',
      'reservation',
      `DELETE FROM event WHERE stream = 'reservation-' || :id`,
      'history_unchanged_since_last_evidence',
    ],
    [
      'another version of the ledger in a step',
      'reservation',
      `UPDATE event SET data = jsonb_set(data, '{version}', '99') WHERE stream = 'reservation-' || :id AND type = 'line_held'`,
      'held_lines_match_ledger',
    ],
    [
      'another quantity asked for',
      'reservation',
      `UPDATE event SET data = jsonb_set(data, '{lines,0,quantity}', '5') WHERE stream = 'reservation-' || :id AND version = 1`,
      'held_lines_match_ledger',
    ],
    [
      'lines that are no lines',
      'reservation',
      `UPDATE event SET data = jsonb_set(data, '{lines}', '"none"') WHERE stream = 'reservation-' || :id AND version = 1`,
      'view_matches_replay',
    ],
    [
      'another order in the history',
      'reservation',
      `UPDATE event SET data = jsonb_set(data, '{order_id}', '"another"') WHERE stream = 'reservation-' || :id AND version = 1`,
      'history_unchanged_since_last_evidence',
    ],
    [
      'a step that nobody knows',
      'reservation',
      `UPDATE event SET type = 'line_lost' WHERE stream = 'reservation-' || :id AND type = 'line_held'`,
      'view_matches_replay',
    ],
    [
      'another cause',
      'reservation',
      `UPDATE event SET causation_id = 'another' WHERE stream = 'reservation-' || :id AND version = 2`,
      'history_unchanged_since_last_evidence',
    ],
    [
      'another correlation',
      'reservation',
      `UPDATE event SET correlation_id = 'another' WHERE stream = 'reservation-' || :id AND version = 2`,
      'history_unchanged_since_last_evidence',
    ],
    [
      'another moment',
      'reservation',
      `UPDATE event SET recorded_at = recorded_at + interval '1 microsecond' WHERE stream = 'reservation-' || :id AND version = 2`,
      'history_unchanged_since_last_evidence',
    ],
    [
      'another reserved bucket',
      'inventory',
      `UPDATE inventory_bucket SET quantity = quantity + 1 WHERE bucket_type = 'reserved' AND sku = :sku`,
      'reserved_bucket_matches_held_lines',
    ],
    [
      'a movement of the ledger removed',
      'inventory',
      `DELETE FROM inventory_transaction WHERE sku = :sku AND operation = 'R' AND reference LIKE '%' || :id`,
      'held_lines_match_ledger',
    ],
  ];
  it.concurrent.each(IN_DOUBT)(
    '%s: found and named, and not repaired',
    async (_name, database, sql, check) => {
      const made = await trial();
      expect((await recover(stack, by(made))).confidence_status).toBe('trusted');
      const before = await readModel(made);
      await corrupt(made, database, sql);
      const found = await recover(stack, { ...by(made), mode: 'repair' });
      expect(found.confidence_status).toBe('untrusted');
      expect(found.checks.filter(({ status }) => status === 'fail').map(({ name }) => name)).toContain(check);
      expect(found.checks.flatMap(({ counterexamples }) => counterexamples.map(({ sku }) => sku))).toContain(
        made.a.sku,
      );
      expect(await readModel(made)).toEqual(before);
    },
  );
});
