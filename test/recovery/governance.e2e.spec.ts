import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Evidence } from '@stockproof/evidence';
import { BoundClient } from '@stockproof/postgres';
import {
  askAvailability,
  callRecovery,
  eventually,
  evidenceOf,
  readAsViewer,
  queryDatabase,
  recover,
  type RecoveryShown,
  runningStack,
  seller,
} from '@stockproof/testing';
import { tamper, type TrialOffer, trialOffer } from './trial-offer.js';

const stack = runningStack();
const CONTRACT = 'inventory-availability-projection';
const ask = (scope: object, more: object = {}): object => ({
  contract: CONTRACT,
  scope,
  mode: 'repair',
  owner: 'o',
  intent: 'i',
  ...more,
});
const request = async (scope: object, more: object = {}): Promise<RecoveryShown> =>
  (await callRecovery(stack, 'POST', '/v1/recoveries', 'ada', ask(scope, more))).body;
const post = (id: string, verb: string, name = 'ada', body: object = {}) =>
  callRecovery(stack, 'POST', `/v1/recoveries/${id}/${verb}`, name, body);
/** A run at one event per second, so that it lasts until it is ended. */
const slowly = async (scope: object): Promise<string> =>
  (await request(scope, { mode: 'verify', rate_limit_events_per_second: 1 })).recovery_id;
const hurry = (id: string) =>
  post(id, 'rate', 'ada', { rate_limit_events_per_second: 100_000, reason: 'a test' });

describe('a recovery under its contract', () => {
  let offer: TrialOffer;
  let scope: object;

  beforeAll(async () => {
    offer = await trialOffer(stack, await seller(stack));
    scope = { type: 'by_offer', offers: [offer] };
  });

  it.each<[string, object, number, string]>([
    ['another contract', { contract: 'no-such-flow' }, 400, 'unknown_contract'],
    ['a scope that is none', { scope: { type: 'by_colour' } }, 400, 'bad_scope'],
    ['no intent', { intent: ' ' }, 400, 'bad_request'],
    ['a member more', { force: true }, 400, 'bad_request'],
    ['no rate', { rate_limit_events_per_second: 0 }, 400, 'bad_request'],
  ])('is refused with %s', async (_name, change, status, code) => {
    const answer = await callRecovery(stack, 'POST', '/v1/recoveries', 'ada', ask(scope, change));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('needs another person’s approval of exactly this plan, once', async () => {
    const { recovery_id, plan_digest } = await request(scope);
    const answers = [
      await post(recovery_id, 'start'),
      await post(recovery_id, 'approve', 'ada', { plan_digest }),
      await post(recovery_id, 'approve', 'grace', { plan_digest: 'a'.repeat(64) }),
      await post(recovery_id, 'approve', 'grace', { plan_digest }),
      await post(recovery_id, 'start', 'grace'),
      await post(recovery_id, 'start'),
    ];
    expect(answers.map(({ status, body }) => [status, body.code ?? null])).toEqual([
      [409, 'not_approved'],
      [403, 'forbidden'],
      [409, 'plan_changed'],
      [200, null],
      [403, 'forbidden'],
      [202, null],
    ]);
    await evidenceOf(stack, recovery_id);
    expect((await post(recovery_id, 'start')).body.code).toBe('wrong_status');
    const history = await callRecovery<{ items: { type: string; by: string; code?: string }[] }>(
      stack,
      'GET',
      `/v1/recoveries/${recovery_id}/history`,
    );
    const refused = history.body.items
      .filter(({ type }) => type === 'action_refused')
      .map(({ by, code }) => `${by}: ${code}`);
    expect(refused).toEqual([
      'ada: not_approved',
      'ada: forbidden',
      'grace: plan_changed',
      'grace: forbidden',
      'ada: wrong_status',
    ]);
  });

  it('can be approved by break-glass, which is in the record', async () => {
    const { recovery_id, plan_digest } = await request(scope);
    expect((await post(recovery_id, 'approve', 'rosa', { plan_digest })).body.code).toBe('reason_required');
    expect(
      (await post(recovery_id, 'approve', 'rosa', { plan_digest, reason: 'nobody else is awake' })).status,
    ).toBe(200);
    const acts = `SELECT outcome, actor, reason FROM security_event WHERE action = 'break_glass' AND target = $1 ORDER BY sequence`;
    const act = { actor: 'operator rosa', reason: 'nobody else is awake' };
    await eventually(async () =>
      expect(await queryDatabase(stack, 'security', acts, [recovery_id])).toEqual([
        { ...act, outcome: 'attempted' },
        { ...act, outcome: 'done' },
      ]),
    );
    await post(recovery_id, 'start');
    expect(await evidenceOf(stack, recovery_id)).toMatchObject({
      break_glass: true,
      break_glass_reason: 'nobody else is awake',
      approved_by: 'rosa',
      requested_by: 'ada',
    });
    interface Glass {
      readonly recovery_id: string;
      readonly overdue: boolean;
      readonly review: object | null;
    }
    const listed = async (state: string): Promise<Glass | undefined> =>
      (
        await callRecovery<{ items: Glass[] }>(stack, 'GET', `/v1/break-glass?state=${state}&limit=500`)
      ).body.items.find((one) => one.recovery_id === recovery_id);
    const gauge = async (name: string): Promise<number> => {
      const text = await (await readAsViewer(stack, stack.urls.recovery, '/metrics')).text();
      const line = text.split('\n').find((one) => one.startsWith(`stockproof_break_glass_${name}`));
      return Number(line?.split(' ').at(1));
    };
    expect([
      await listed('unreviewed'),
      (await gauge('total')) > 0,
      (await gauge('unreviewed')) > 0,
    ]).toMatchObject([{ overdue: false, review: null }, true, true]);
    await tamper(
      stack,
      'recovery',
      `UPDATE break_glass SET broken_at = now() - interval '25 hours' WHERE recovery_id = '${recovery_id}'`,
      offer,
    );
    expect([(await listed('unreviewed'))?.overdue, (await gauge('overdue')) > 0]).toEqual([true, true]);
    const verdict = { verdict: 'not_justified', note: 'grace was awake' };
    expect((await post(recovery_id, 'review', 'rosa', verdict)).body.code).toBe('forbidden');
    expect((await post(recovery_id, 'review', 'grace', verdict)).status).toBe(200);
    expect((await post(recovery_id, 'review', 'grace', verdict)).body.code).toBe('no_review_due');
    expect([await listed('unreviewed'), await listed('reviewed')]).toMatchObject([
      undefined,
      {
        overdue: false,
        review: { ...verdict, reviewed_by: 'grace', broken_by: ['rosa'], signature: expect.any(String) },
      },
    ]);
  });

  it('can be slowed by its requester, and sped up by another person, with a reason each', async () => {
    const { recovery_id, plan_digest } = await request(scope, { rate_limit_events_per_second: 100 });
    await post(recovery_id, 'approve', 'grace', { plan_digest });
    const rate = async (events: number | null, name: string, reason: string) =>
      (await post(recovery_id, 'rate', name, { rate_limit_events_per_second: events, reason })).body.code ??
      null;
    expect([
      await rate(50, 'ada', ' '),
      await rate(50, 'ada', 'slow'),
      await rate(100, 'ada', 'fast'),
      await rate(null, 'ada', 'fast'),
      await rate(200, 'grace', 'fast'),
    ]).toEqual(['bad_request', null, 'four_eyes', 'four_eyes', null]);
    const history = await callRecovery<{
      items: { type: string; by: string; reason?: string; rate_limit_events_per_second?: number }[];
    }>(stack, 'GET', `/v1/recoveries/${recovery_id}/history`);
    expect(history.body.items.filter(({ type }) => type === 'rate_changed')).toMatchObject([
      { by: 'ada', reason: 'slow', rate_limit_events_per_second: 50 },
      { by: 'grace', reason: 'fast', rate_limit_events_per_second: 200 },
    ]);
    await post(recovery_id, 'abort', 'ada', { reason: 'a test' });
  });

  it('does not start if its scope was changed in the database after the approval', async () => {
    const { recovery_id, plan_digest } = await request(scope);
    expect((await post(recovery_id, 'approve', 'grace', { plan_digest })).status).toBe(200);
    const edit = `UPDATE event SET data = jsonb_set(data, '{request,scope}', '{"type": "all"}')
      WHERE stream = 'recovery-${recovery_id}' AND type = 'recovery_requested'`;
    await tamper(stack, 'recovery', edit, offer);
    expect((await post(recovery_id, 'start')).body.code).toBe('plan_changed');
  });

  it('runs alone over its offers; fifty concurrent starts give one run', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => slowly(scope)));
    const answers = await Promise.all(ids.map((id) => post(id, 'start')));
    const codes = answers.map(({ status, body }) => (status === 202 ? 'started' : body.code));
    expect([
      codes.filter((code) => code === 'started').length,
      codes.filter((code) => code === 'overlapping_replay').length,
    ]).toEqual([1, 49]);
    const started = ids[codes.indexOf('started')] ?? '';
    expect((await hurry(started)).status).toBe(200);
    await evidenceOf(stack, started);
  });

  it('stops when it is aborted, and leaves everything as it was', async () => {
    await tamper(stack, 'availability', 'UPDATE offer_availability SET sellable = 1 WHERE {offer}', offer);
    const { recovery_id, plan_digest } = await request(scope);
    await post(recovery_id, 'approve', 'grace', { plan_digest });
    await post(recovery_id, 'start');
    expect((await post(recovery_id, 'abort', 'ada', { reason: 'changed our mind' })).status).toBe(200);
    await eventually(async () =>
      expect((await callRecovery(stack, 'GET', `/v1/recoveries/${recovery_id}`)).body).toMatchObject({
        status: 'aborted',
        progress: null,
      }),
    );
    expect((await callRecovery(stack, 'GET', `/v1/recoveries/${recovery_id}/evidence`)).status).toBe(404);
    const answer = await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`);
    expect(await answer.json()).toMatchObject({ sellable: 1, revision: 0 });
    expect((await recover(stack, { scope, mode: 'repair' })).confidence_status).toBe('trusted');
    await eventually(async () => {
      const repaired = await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`);
      expect(await repaired.json()).toMatchObject({ sellable: 115, revision: 1, confidence: 'trusted' });
    });
  });

  it('can be aborted at any time during its run', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const { recovery_id } = await request(scope, { mode: 'verify' });
      const starting = post(recovery_id, 'start');
      await eventually(async () =>
        expect((await callRecovery(stack, 'GET', `/v1/recoveries/${recovery_id}`)).body.status).not.toBe(
          'planned',
        ),
      );
      const { status } = await post(recovery_id, 'abort', 'ada', { reason: 'any moment' });
      await starting;
      // On a busy machine the run may be over before it is ended.
      const { body } = await callRecovery(stack, 'GET', `/v1/recoveries/${recovery_id}`);
      if (status !== 409 || body.status !== 'completed') statuses.push(status);
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  // Found by Schemathesis when there were recoveries that could be aborted.
  it('needs no reason to be aborted, and accepts null', async () => {
    const { recovery_id } = await request(scope, { mode: 'verify' });
    const token = stack.credentials.operators.find(({ name }) => name === 'ada')?.token ?? '';
    const abort = async (body?: string): Promise<number> =>
      (
        await fetch(`${stack.urls.recovery}/v1/recoveries/${recovery_id}/abort`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          body: body ?? null,
        })
      ).status;
    expect([await abort('null'), await abort('[]'), await abort('{"reason":7}'), await abort()]).toEqual([
      400, 400, 400, 200,
    ]);
  });

  it('has no progress events if it does not exist', async () => {
    expect((await callRecovery(stack, 'GET', '/v1/recoveries/rec-nobody/progress')).status).toBe(404);
  });

  it('sends progress events until it is over', async () => {
    const { recovery_id } = await request(scope, { mode: 'verify' });
    const token = stack.credentials.operators.find(({ name }) => name === 'ada')?.token ?? '';
    const stream = await fetch(`${stack.urls.recovery}/v1/recoveries/${recovery_id}/progress`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const reported = stream.text();
    await post(recovery_id, 'start');
    await evidenceOf(stack, recovery_id);
    const events = (await reported)
      .split('\n\n')
      .filter((event) => event.trim() !== '')
      .map((event) => ({
        type: /^event: (.*)$/m.exec(event)?.[1],
        data: JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? 'null') as RecoveryShown,
      }));
    expect(events.map(({ type }) => type)).toEqual([
      ...Array<string>(events.length - 1).fill('progress'),
      'over',
    ]);
    expect(events[0]).toMatchObject({ type: 'progress', data: { recovery_id } });
    expect(events.at(-1)?.data).toMatchObject({
      recovery_id,
      status: 'completed',
      confidence_status: 'trusted',
    });
  });

  it('can be paused, resumed and sped up', async () => {
    const recovery_id = await slowly(scope);
    await post(recovery_id, 'start');
    expect((await post(recovery_id, 'pause')).body.status).toBe('paused');
    expect((await post(recovery_id, 'resume')).body.status).toBe('running');
    expect((await hurry(recovery_id)).status).toBe(200);
    expect((await evidenceOf(stack, recovery_id)).confidence_status).toBe('trusted');
  });

  it('is inconclusive, not trusted, if there is nothing to verify', async () => {
    const nobody = { type: 'by_sku', skus: ['nobody-sells-this'] };
    expect(await recover(stack, { scope: nobody })).toMatchObject({
      confidence_status: 'inconclusive',
      events_processed: 0,
    });
  });

  it.each<[string, () => object]>([
    [
      'a time window',
      () => ({
        type: 'by_time_window',
        from_event_time: '2026-06-19T18:23:11.000Z',
        to_event_time: '2026-06-19T18:23:11.001Z',
      }),
    ],
    ['a seller', () => ({ type: 'by_seller', seller_ids: [offer.seller_id] })],
    ['a SKU', () => ({ type: 'by_sku', skus: [offer.sku] })],
  ])('finds the offer by %s', async (_name, scoped) => {
    const found = await recover(stack, { scope: scoped() });
    expect(found.offers.count).toBeGreaterThan(0);
    const proof = await callRecovery<{ path: unknown[]; leaf: { version: number } }>(
      stack,
      'GET',
      `/v1/evidence/${found.recovery_id}/proof?seller_id=${offer.seller_id}&sku=${offer.sku}`,
    );
    expect([proof.status, proof.body.leaf.version]).toEqual([200, 5]);
  });

  it('has its record in one unbroken chain that two programs verify', async () => {
    const { body } = await callRecovery<{ items: Evidence[] }>(stack, 'GET', '/v1/evidence');
    expect(body.items.map(({ integrity }) => integrity.sequence)).toEqual(
      body.items.map((_record, index) => index + 1),
    );
  });
});

describe('write access to the databases', () => {
  it.each([
    ['availability', 'UPDATE offer_availability SET sellable = 0'],
    ['availability', 'DELETE FROM offer_availability'],
    ['inventory', 'UPDATE inventory_stock_on_hand SET stock_on_hand = 0'],
    ['inventory', `INSERT INTO quarantine DEFAULT VALUES`],
    ['recovery', 'UPDATE evidence SET record = record'],
    ['recovery', 'DELETE FROM signed_stream_head'],
  ])('is refused to the recovery service in %s: %s', async (database, statement) => {
    const urls = Object.entries(stack.parts['recovery']?.env ?? {})
      .filter(([name]) => /_URL$/.test(name))
      .map(([, url]) => url);
    const client = new BoundClient(urls.find((url) => new URL(url).pathname === `/${database}`) ?? '');
    await client.connect();
    await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    await client.end();
  });
});
