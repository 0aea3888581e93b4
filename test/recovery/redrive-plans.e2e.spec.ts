import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import {
  askAvailability,
  callRecovery,
  eventually,
  runningStack,
  seller,
  signed,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { javaPartition } from '../model/java-partition.js';
import { type TrialOffer, trialOffer } from './trial-offer.js';

interface Plan {
  readonly code?: string;
  readonly detail?: string;
  readonly plan_id: string;
  readonly status: string;
  readonly digest: string;
  readonly dead_letters: number;
  readonly to_send?: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly verified_before: string | null;
  readonly verified_after: string | null;
  readonly void_reason: string | null;
  readonly may: { readonly approve: boolean; readonly withdraw: boolean; readonly why: string | null };
}

interface Line {
  readonly dead_letter: string;
  readonly event_id: string | null;
  readonly result: string | null;
  readonly code: string | null;
  readonly outcome: string | null;
}

/** Two verifications with their barriers, and what is sent between them. */
const DONE_WITHIN_MS = 120_000;
const PATCH = [{ op: 'replace', path: '/quantity', value: 1 }];

describe('a plan to redrive dead letters', () => {
  const stack = runningStack();
  let offer: TrialOffer;
  let sent = 0;

  beforeAll(async () => {
    offer = await trialOffer(stack, await seller(stack));
  });

  const ask = async (
    method: 'GET' | 'POST',
    path: string,
    by: string,
    body?: object,
  ): Promise<{ status: number; body: Plan }> =>
    callRecovery<Plan>(stack, method, `/v1/redrive-plans${path}`, by, body);
  const check = (body: object): Promise<{ status: number; body: Plan }> =>
    callRecovery<Plan>(stack, 'POST', '/v1/redrive-plan-check', 'ada', body);
  const lines = async (plan_id: string): Promise<readonly Line[]> =>
    (
      await callRecovery<{ items: Line[] }>(
        stack,
        'GET',
        `/v1/redrive-plans/${plan_id}/report/lines?limit=500`,
      )
    ).body.items;
  const open = async (): Promise<number> =>
    (await callRecovery<{ items: object[] }>(stack, 'GET', `/v1/dead-letters?sku=${offer.sku}`)).body.items
      .length;

  /** Puts so many messages with a negative quantity into the quarantine, and one that is no JSON if wanted. */
  async function quarantine(count: number, and?: string): Promise<void> {
    const before = await open();
    const producer = await testBroker().producer();
    const values = Array.from({ length: count }, () =>
      JSON.stringify(anEvent({ ...offer, event_id: `planned-${(sent += 1)}`, operation: 'I', quantity: -1 })),
    );
    const partition = javaPartition(offer.sku, 8);
    await producer.send(
      TOPICS.updates,
      [...values, ...(and === undefined ? [] : [and])].map((value) =>
        signed({ partition, key: offer.sku, value }),
      ),
    );
    await producer.close();
    await eventually(async () => expect(await open()).toBe(before + count));
  }

  const request = async (body: object = {}): Promise<Plan> => {
    const asked = await ask('POST', '', 'ada', {
      filter: { sku: offer.sku },
      patch: PATCH,
      reason: 'a test',
      ...body,
    });
    expect([asked.status, asked.body.detail ?? '']).toEqual([201, '']);
    return asked.body;
  };
  const done = (plan_id: string): Promise<Plan> =>
    eventually(async () => {
      const { body } = await ask('GET', `/${plan_id}`, 'rosa');
      expect(body.status).toBe('done');
      return body;
    }, DONE_WITHIN_MS);

  it('is of exactly what matched when it was made, and redrives each of them once', async () => {
    await quarantine(12);
    const stock = async (): Promise<number> =>
      (
        (await (await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`)).json()) as {
          sellable: number;
        }
      ).sellable;
    const [before, checked] = [await stock(), await check({ filter: { sku: offer.sku }, patch: PATCH })];
    const plan = await request({ redrives_per_second: 5 });
    expect([checked.body.digest, checked.body.to_send, plan.dead_letters]).toEqual([plan.digest, 12, 12]);
    await quarantine(3);
    expect(
      (await ask('POST', `/${plan.plan_id}/approve`, 'grace', { digest: plan.digest })).body.status,
    ).toBe('approved');
    const { counts, verified_before, verified_after } = await done(plan.plan_id);
    expect([counts, verified_before, verified_after]).toEqual([
      { redriven: 12, refused: 0, already_closed: 0, undecided: 0, open: 0 },
      expect.stringMatching(/^rec-/),
      expect.stringMatching(/^rec-/),
    ]);
    // The offer was counted after the time of these movements.
    expect(new Set((await lines(plan.plan_id)).map(({ result, outcome }) => `${result} ${outcome}`))).toEqual(
      new Set(['redriven accepted_late']),
    );
    await eventually(async () => expect([await open(), await stock()]).toEqual([3, before + 12]));
  });

  it('is approved by another person, by the digest of its set', async () => {
    const { plan_id, digest, may } = await request();
    expect(may).toEqual({ approve: false, withdraw: true, why: 'only an approver may approve' });
    const approve = async (by: string, named: string) =>
      (await ask('POST', `/${plan_id}/approve`, by, { digest: named })).body.code;
    expect([await approve('ada', digest), await approve('grace', digest.replace(/./g, '0'))]).toEqual([
      'forbidden',
      'digest_mismatch',
    ]);
    expect((await ask('GET', `/${plan_id}`, 'grace')).body.may).toEqual({
      approve: true,
      withdraw: true,
      why: null,
    });
    const withdrawn = await ask('POST', `/${plan_id}/withdraw`, 'grace', { reason: 'a test' });
    expect([withdrawn.body.status, await approve('grace', digest)]).toEqual(['withdrawn', 'withdrawn']);
  });

  it('is void where a dead letter of it changed', async () => {
    const { plan_id, digest } = await request();
    const [first] = await lines(plan_id);
    await callRecovery(stack, 'POST', `/v1/dead-letters/${first?.dead_letter}/dismiss`, 'grace', {
      reason: 'a test',
    });
    const refused = await ask('POST', `/${plan_id}/approve`, 'grace', { digest });
    expect([refused.status, refused.body.code]).toEqual([409, 'plan_void']);
    expect((await ask('GET', `/${plan_id}`, 'ada')).body).toMatchObject({
      status: 'void',
      void_reason: `${first?.dead_letter} was dismissed meanwhile`,
    });
  });

  it('says of each that it does not send why, and is none where it sends nothing', async () => {
    const as_it_is = await ask('POST', '', 'ada', { filter: { sku: offer.sku }, reason: 'a test' });
    expect([as_it_is.status, as_it_is.body.code]).toEqual([409, 'nothing_to_redrive']);
    const twins = await request({
      patch: [
        ...PATCH,
        { op: 'replace', path: '/event_id', value: `twin-${offer.sku}` },
        { op: 'test', path: '/sku', value: offer.sku },
      ],
    });
    expect((await lines(twins.plan_id)).map(({ code }) => code)).toEqual([null, null]);
    const none = await check({ filter: { sku: `none-${offer.sku}` } });
    expect(none.body.code).toBe('nothing_to_redrive');
    const bad = await check({ patch: [{ op: 'move', from: '/a', path: '/b' }] });
    expect([bad.status, bad.body.code]).toEqual([400, 'bad_request']);
  });
});
