import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import type { Evidence } from '@stockproof/evidence';
import {
  askAvailability,
  callRecovery,
  corruptDatabase,
  eventually,
  evidenceOf,
  queryDatabase,
  recover,
  runningStack,
  type RunningStack,
  seller,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { sharedInstance } from '../stack/shared-instance.js';
import { rotating } from '../stack/test-seed.js';
import { trialOffer } from './trial-offer.js';

interface Asked {
  readonly recovery_id: string;
  readonly plan_digest: string;
  readonly code?: string;
}

const CANDIDATE = 'projections/trial-of-promotion.js';
const CONTRACT = 'inventory-availability-projection';
type Kill = readonly ['recovery' | 'availability-projection', string];

const KILLS: readonly Kill[] = [
  ['recovery', 'replay'],
  ['recovery', 'promote'],
  ['recovery', 'seal'],
  ['availability-projection', 'replay'],
  ['availability-projection', 'promote'],
];

/** One of each kind, because each takes half a minute. STOCKPROOF_TEST_ALL=true for all. */
const KILLED =
  process.env['STOCKPROOF_TEST_ALL'] === 'true'
    ? KILLS
    : ['recovery', 'availability-projection'].flatMap((part) =>
        rotating(
          KILLS.filter(([killed]) => killed === part),
          1,
        ),
      );

/** Its own instance, because a promotion concerns all offers and most specs leave corrupted ones. */
let stack: RunningStack;

beforeAll(async () => {
  stack = runningStack((await sharedInstance())['STOCKPROOF_HOME']);
});

/** Starts a run with a candidate; returns its id. */
async function startCandidate(
  mode: string,
  name: string,
  budget: object = {},
  more: object = {},
): Promise<string> {
  const asked = await callRecovery<Asked>(stack, 'POST', '/v1/recoveries', 'ada', {
    contract: CONTRACT,
    scope: { type: 'all' },
    mode,
    owner: 'o',
    intent: 'try another version',
    candidate: { name, budget },
    ...more,
  });
  expect(asked.status).toBe(201);
  const { recovery_id, plan_digest } = asked.body;
  const early = await callRecovery<Asked>(stack, 'POST', `/v1/recoveries/${recovery_id}/start`);
  expect([early.status, early.body.code]).toEqual([409, 'not_approved']);
  await callRecovery(stack, 'POST', `/v1/recoveries/${recovery_id}/approve`, 'grace', { plan_digest });
  expect((await callRecovery(stack, 'POST', `/v1/recoveries/${recovery_id}/start`)).status).toBe(202);
  return recovery_id;
}

/** Runs a candidate from request to record; `code` becomes its file. */
async function tryCandidate(
  mode: string,
  name: string,
  budget: object = {},
  code?: string,
): Promise<Evidence> {
  if (code !== undefined) writeFileSync(CANDIDATE, code);
  return evidenceOf(stack, await startCandidate(mode, name, budget));
}

async function sellable({
  sku,
  seller_id,
}: {
  sku: string;
  seller_id: string;
}): Promise<{ sellable: number; version: number; revision: number }> {
  const answer = await askAvailability(stack, `/v1/availability/${sku}/${seller_id}`);
  if (!answer.ok) throw new Error(`a read failed with ${answer.status}`);
  return (await answer.json()) as { sellable: number; version: number; revision: number };
}

afterAll(() => rmSync(CANDIDATE, { force: true }));

describe('another version of the projection function', () => {
  it('that would oversell is reported with its offers, and is not promoted', async () => {
    const offer = await trialOffer(stack, await seller(stack));
    const forgets = `({ version: 3, apply: (_state, change, base) => ({ ...base, sellable: base.sellable + ('${offer.sku}' && change.operation === 'D' ? 7 : 0) }) })`;
    const compared = await tryCandidate('what_if', 'trial-of-promotion', {}, forgets);
    expect(compared.candidate?.difference).toMatchObject({ impossible_offers: 0 });
    expect(compared.candidate?.difference.oversold_offers).toBeGreaterThan(0);
    const before = await sellable(offer);
    const refused = await tryCandidate('promote', 'trial-of-promotion');
    expect([refused.candidate?.promoted, refused.projection_rows_changed]).toEqual([false, 0]);
    expect(refused.reasons.join()).toMatch(/not promoted: .* promised that the ledger does not hold/);
    const { sellable: units, version, revision } = await sellable(offer);
    expect([units, version, revision]).toEqual([before.sellable, before.version, before.revision]);
  });

  it.each([
    ['never ends', 'for (;;);', /took longer than it may|no answer within/],
    [
      'takes all memory',
      'const all = []; for (;;) all.push(new Array(100_000).fill(1.5));',
      // Or its time limit is reached first, on a busy machine.
      /its process ended|MB of memory|took longer than it may|no answer within/,
    ],
  ])('that %s ends its run with a reason, and nothing else', async (_what, body, reason) => {
    writeFileSync(CANDIDATE, `({\n  version: 3,\n  apply: () => { ${body} },\n})`);
    const recovery_id = await startCandidate('what_if', 'trial-of-promotion');
    await eventually(async () => {
      const { body: shown } = await callRecovery<{ status: string; reason: string | null }>(
        stack,
        'GET',
        `/v1/recoveries/${recovery_id}`,
      );
      expect([shown.status, shown.reason]).toEqual(['failed', expect.stringMatching(reason)]);
    }, 60_000);
    expect(
      (await tryCandidate('what_if', 'safety-stock')).candidate?.difference.offers_compared,
    ).toBeGreaterThan(0);
  });

  it('that changes more than was approved is not promoted', async () => {
    const refused = await tryCandidate('promote', 'safety-stock', { units_changed_at_most: 1 });
    expect([refused.candidate?.promoted, refused.confidence_status]).toEqual([false, 'trusted']);
  });

  it.each(KILLED)('becomes live although %s is killed at %s', async (part, step) => {
    const offer = await trialOffer(stack, await seller(stack));
    const before = (await sellable(offer)).sellable;
    const id = await startCandidate('promote', 'safety-stock');
    await eventually(async () => {
      const { body } = await callRecovery<{ items: { step?: string }[] }>(
        stack,
        'GET',
        `/v1/recoveries/${id}/history`,
      );
      expect(body.items.map((event) => event.step)).toContain(step);
    });
    await askControl(stack.control_socket, part, 'kill');
    await askControl(stack.control_socket, part, 'start');
    const promoted = await evidenceOf(stack, id);
    expect([promoted.candidate?.promoted, promoted.confidence_status, promoted.reasons]).toEqual([
      true,
      'trusted',
      [],
    ]);
    expect(promoted.candidate?.difference.offers_changed).toBeGreaterThan(0);
    await eventually(async () => expect((await sellable(offer)).sellable).toBe(before - 2));
    const back = await tryCandidate('promote', 'built-in');
    expect([back.candidate?.promoted, back.confidence_status]).toEqual([true, 'trusted']);
  });

  it('becomes live under live updates without a failed read, and can be replaced again', async () => {
    const offer = await trialOffer(stack, await seller(stack));
    const before = await sellable(offer);
    let reading = true;
    const reads: number[] = [];
    const reader = (async () => {
      while (reading) reads.push((await sellable(offer)).sellable);
    })();
    const writer = (async () => {
      for (let round = 0; reading && round < 200; round += 1) await trialOffer(stack, await seller(stack));
    })();
    // An existing offer changes continuously, also between the snapshot that is replayed and its row.
    const bob = await seller(stack);
    const busy = await trialOffer(stack, bob);
    const poster = (async () => {
      for (let round = 0; reading && round < 2_000; round += 1) {
        const update = anEvent({
          ...busy,
          event_id: `${busy.sku}-live-${round}`,
          quantity: 1,
          event_time: '2026-06-19T19:00:00Z',
        });
        expect((await bob.post(update)).status).toBe(202);
      }
    })();
    const promoted = await tryCandidate('promote', 'safety-stock');
    expect(promoted.checks.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect([promoted.candidate?.promoted, promoted.confidence_status]).toEqual([true, 'trusted']);
    expect(promoted.projection_function).toMatchObject({ name: 'safety-stock', version: 2 });
    expect(promoted.projection_rows_changed).toBeGreaterThan(0);
    const after = await sellable(offer);
    expect(after).toMatchObject({
      sellable: before.sellable - 2,
      version: before.version,
      revision: before.revision + 1,
    });
    const fresh = await trialOffer(stack, await seller(stack));
    await eventually(async () => expect((await sellable(fresh)).sellable).toBe(before.sellable - 2));
    expect((await recover(stack, { scope: { type: 'all' } })).confidence_status).toBe('trusted');
    const back = await tryCandidate('promote', 'built-in');
    expect([back.candidate?.promoted, back.confidence_status, back.candidate?.compared_with.name]).toEqual([
      true,
      'trusted',
      'safety-stock',
    ]);
    expect((await sellable(offer)).sellable).toBe(before.sellable);
    reading = false;
    await Promise.all([reader, writer, poster]);
    expect(new Set(reads)).toEqual(new Set([before.sellable, before.sellable - 2]));
  });

  it('leaves no partial generation if it is aborted while no process executes it', async () => {
    const id = await startCandidate('promote', 'safety-stock', {}, { rate_limit_events_per_second: 1 });
    await eventually(async () =>
      expect(await queryDatabase(stack, 'availability', 'SELECT role FROM projection_function')).toHaveLength(
        2,
      ),
    );
    await askControl(stack.control_socket, 'recovery', 'kill');
    await askControl(stack.control_socket, 'recovery', 'start');
    await eventually(async () =>
      expect(
        (await callRecovery(stack, 'POST', `/v1/recoveries/${id}/abort`, 'ada', { reason: 'never mind' }))
          .status,
      ).toBe(200),
    );
    await eventually(async () => {
      expect(await queryDatabase(stack, 'availability', 'SELECT role FROM projection_function')).toEqual([
        { role: 'live' },
      ]);
    });
    expect((await recover(stack, { scope: { type: 'all' } })).projection_function.name).toBe('built-in');
  });

  it('leaves no partial generation if other code claims it, which may not continue it', async () => {
    const id = await startCandidate('promote', 'safety-stock', {}, { rate_limit_events_per_second: 1 });
    await eventually(async () =>
      expect(await queryDatabase(stack, 'availability', 'SELECT role FROM projection_function')).toHaveLength(
        2,
      ),
    );
    await askControl(stack.control_socket, 'recovery', 'kill');
    await corruptDatabase(
      stack,
      'recovery',
      `UPDATE event SET data = jsonb_set(data, '{plan,code_version}', '"another"') WHERE stream = 'recovery-${id}' AND type = 'recovery_planned'`,
    );
    await askControl(stack.control_socket, 'recovery', 'start');
    await eventually(async () => {
      const { body } = await callRecovery<{ status: string; reason: string }>(
        stack,
        'GET',
        `/v1/recoveries/${id}`,
      );
      expect(body).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('approved for code version another'),
      });
    }, 60_000);
    await eventually(async () => {
      expect(await queryDatabase(stack, 'availability', 'SELECT role FROM projection_function')).toEqual([
        { role: 'live' },
      ]);
    });
    const left = await queryDatabase(
      stack,
      'availability',
      `
      SELECT (SELECT count(*) FROM next_generation.offer_availability) + (SELECT count(*) FROM next_generation.logged_change)
        + (SELECT count(*) FROM next_generation.ready_partition) + (SELECT count(*) FROM next_generation.offer_location_availability) AS rows`,
    );
    expect(left).toEqual([{ rows: '0' }]);
    expect((await recover(stack, { scope: { type: 'all' } })).projection_function.name).toBe('built-in');
  });

  it.each([
    ['a name nobody has', { mode: 'what_if', candidate: { name: 'nobody' } }, 'unknown_candidate'],
    ['a path', { mode: 'what_if', candidate: { name: '../package' } }, 'unknown_candidate'],
    ['no candidate', { mode: 'promote' }, 'bad_request'],
    ['a candidate to a repair', { mode: 'repair', candidate: { name: 'safety-stock' } }, 'bad_request'],
    [
      'some offers only',
      { mode: 'promote', scope: { type: 'by_sku', skus: ['x'] }, candidate: { name: 'safety-stock' } },
      'unsupported_scope',
    ],
  ])('is refused with %s', async (_what, change, code) => {
    const body = { contract: CONTRACT, scope: { type: 'all' }, owner: 'o', intent: 'i', ...change };
    expect((await callRecovery<Asked>(stack, 'POST', '/v1/recoveries', 'ada', body)).body.code).toBe(code);
  });

  it('is refused if its file was changed since the approval', async () => {
    writeFileSync(CANDIDATE, '({ version: 3, apply: (_state, _change, base) => base })');
    const { body } = await callRecovery<Asked>(stack, 'POST', '/v1/recoveries', 'ada', {
      contract: CONTRACT,
      scope: { type: 'all' },
      mode: 'promote',
      owner: 'o',
      intent: 'i',
      candidate: { name: 'trial-of-promotion' },
    });
    await callRecovery(stack, 'POST', `/v1/recoveries/${body.recovery_id}/approve`, 'grace', {
      plan_digest: body.plan_digest,
    });
    writeFileSync(
      CANDIDATE,
      '({ version: 3, apply: (_state, _change, base) => ({ ...base, sellable: 9 }) })',
    );
    await callRecovery(stack, 'POST', `/v1/recoveries/${body.recovery_id}/start`);
    await eventually(async () => {
      const run = await callRecovery<{ status: string; reason: string }>(
        stack,
        'GET',
        `/v1/recoveries/${body.recovery_id}`,
      );
      expect(run.body).toMatchObject({ status: 'failed' });
      expect(run.body.reason).toMatch(/is not the file it was/);
    });
  });
});
