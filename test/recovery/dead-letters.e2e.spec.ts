import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import type { Evidence } from '@stockproof/evidence';
import { BoundClient } from '@stockproof/postgres';
import {
  anotherProcess,
  callRecovery,
  eventually,
  queryDatabase,
  type RedriveHands,
  redriveThroughApi,
  type RedriveShown,
  runningStack,
  type Seller,
  seller,
  signed,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { javaPartition } from '../model/java-partition.js';
import { tryStockproof } from '../stack/instance.js';
import { tamper, type TrialOffer, trialOffer } from './trial-offer.js';

interface DeadLetters {
  readonly policy: { readonly replayable: boolean };
  readonly overdue: number;
  readonly items: readonly DeadLetter[];
}

interface DeadLetter {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly event_id: string;
  readonly reason: string;
  readonly sku: string;
  readonly overdue: boolean;
  readonly closed_as: string | null;
  readonly closed_by: string | null;
  readonly closed_event_id: string | null;
  readonly closed_reason: string | null;
}

interface Redriven {
  readonly code?: string;
  readonly detail?: string;
  readonly outcome?: string;
  readonly duplicate?: boolean;
  readonly closed?: boolean;
  readonly evidence?: { readonly recovery_id: string; readonly confidence_status: string };
}

/** Before open work would be cut off, and well before the process would exit with 2. */
const ENDS_WITHIN_MS = 11_000;

describe('a dead letter', () => {
  const stack = runningStack();
  let ann: Seller;
  let offer: TrialOffer;
  let path: string;
  const good = (event_id = 'fixed'): object =>
    anEvent({ ...offer, event_id, quantity: 7, event_time: '2026-06-19T19:00:00Z' });
  const redrive = (event: object, at = path, hands: RedriveHands = {}) =>
    redriveThroughApi<Redriven>(stack, at, event, hands);
  const settle = (
    verb: 'release' | 'dismiss',
    at: string,
    name = 'grace',
    body: object = { reason: 'tried by a test' },
  ) =>
    callRecovery<{ code?: string; released?: boolean; closed?: boolean }>(
      stack,
      'POST',
      `${at}/${verb}`,
      name,
      body,
    );
  const listed = async (state: string): Promise<readonly DeadLetter[]> =>
    (await callRecovery<DeadLetters>(stack, 'GET', `/v1/dead-letters?sku=${offer.sku}&state=${state}`)).body
      .items;
  const stateOf = async (event_id: string) =>
    (await listed('all')).find((item) => item.event_id === event_id);
  const isListed = async (event_id: string, state: string) =>
    (await listed(state)).some((item) => item.event_id === event_id);

  beforeAll(async () => {
    ann = await seller(stack);
    offer = await trialOffer(stack, ann);
    path = await deadLetter('broken');
  });

  /** A dead letter of an invalid event that can be redriven; returns its address. */
  async function deadLetter(event_id: string): Promise<string> {
    const producer = await testBroker().producer();
    const broken = { ...good(event_id), quantity: -7 };
    await producer.send(TOPICS.updates, [
      signed({ partition: javaPartition(offer.sku, 8), key: offer.sku, value: JSON.stringify(broken) }),
    ]);
    await producer.close();
    return eventually(async () => {
      const { body } = await callRecovery<DeadLetters>(stack, 'GET', `/v1/dead-letters?sku=${offer.sku}`);
      const found = body.items.find((item) => item.event_id === event_id);
      expect([body.policy.replayable, found]).toMatchObject([
        true,
        { reason: 'invalid_quantity', sku: offer.sku, overdue: false },
      ]);
      return `/v1/dead-letters/${found?.source_topic}/${found?.source_partition}/${found?.source_offset}`;
    });
  }

  it.each<[string, () => object, RedriveHands, number, string]>([
    ['where an approver asks', () => good(), { asks: 'grace' }, 403, 'forbidden'],
    ['where a requester approves', () => good(), { approves: 'ada' }, 403, 'forbidden'],
    ['by breaking the glass', () => good(), { asks: 'rosa' }, 403, 'forbidden'],
    ['where somebody else sends it', () => good(), { sends: 'rosa' }, 403, 'forbidden'],
    ['as what would be refused again', () => ({ ...good(), quantity: 0 }), {}, 400, 'invalid_quantity'],
    ['as another seller’s event', () => ({ ...good(), seller_id: 'somebody' }), {}, 409, 'seller_mismatch'],
  ])('is not redriven %s', async (_name, event, hands, status, code) => {
    const answer = await redrive(event(), path, hands);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is not redriven while its offer is wrong', async () => {
    await tamper(stack, 'availability', 'UPDATE offer_availability SET damaged = 1 WHERE {offer}', offer);
    expect((await redrive(good())).body.code).toBe('reconcile_first');
    await tamper(stack, 'availability', 'UPDATE offer_availability SET damaged = 5 WHERE {offer}', offer);
  });

  it('is redriven once for each approval, which is of exactly the bytes that are sent', async () => {
    const at = await deadLetter('approved');
    const {
      body: { redrive_id, digest },
    } = await callRecovery<RedriveShown>(stack, 'POST', `${at}/redrives`, 'ada', {
      event: good('approved-fixed'),
      reason: 'a test',
    });
    const step = async (verb: 'approve' | 'send', name: string, body?: object) =>
      (
        await callRecovery<{ code?: string; outcome?: string; status?: string }>(
          stack,
          'POST',
          `/v1/redrives/${redrive_id}/${verb}`,
          name,
          body,
        )
      ).body;
    expect((await step('send', 'grace')).code).toBe('not_approved');
    expect((await step('approve', 'grace', { digest: digest.replace(/./g, '0') })).code).toBe(
      'digest_mismatch',
    );
    expect((await step('approve', 'grace', { digest })).status).toBe('approved');
    await queryDatabase(
      stack,
      'recovery',
      `UPDATE redrive_request SET expires_at = now() WHERE redrive_id = $1`,
      [redrive_id],
    );
    expect((await step('send', 'ada')).code).toBe('approval_expired');
    expect((await step('approve', 'grace', { digest })).status).toBe('approved');
    expect((await step('send', 'grace')).outcome).toBe('accepted');
    expect([(await step('send', 'ada')).code, (await step('approve', 'grace', { digest })).code]).toEqual([
      'approval_used',
      'approval_used',
    ]);
  });

  it('is redriven by the commands of the runbook, and not after its requester withdrew it', async () => {
    const place = (await deadLetter('commands')).replace('/v1/dead-letters/', '');
    const run = async (...args: readonly string[]) => {
      const said = await tryStockproof({ STOCKPROOF_HOME: stack.home }, 'redrives', ...args);
      return said.status === 0 ? said.stdout : said.stderr;
    };
    const ask = async (id: string) => {
      const event = JSON.stringify(good(id));
      const asked = await run('request', place, '--event', event, '--reason', 'r', '--as', 'ada', '--json');
      return JSON.parse(asked) as RedriveShown;
    };
    const mistake = await ask('commands-mistaken');
    expect(await run('withdraw', mistake.redrive_id, '--reason', 'a mistake', '--as', 'ada')).toContain(
      'withdrawn',
    );
    const late = ['approve', mistake.redrive_id, '--digest', mistake.digest, '--as', 'grace'];
    expect(await run(...late)).toMatch(/^withdrawn: .*; `stockproof redrives request`\n$/);
    const { redrive_id, digest } = await ask('commands-fixed');
    expect(await run('send', redrive_id)).toMatch(/^not_approved: /);
    expect(await run('approve', redrive_id, '--digest', digest, '--as', 'grace')).toContain(
      'approved by grace',
    );
    expect(await run('send', redrive_id, '--as', 'ada')).toMatch(
      /accepted; the dead letter is closed; .*trusted after/,
    );
    expect(await run('list', '--status', 'withdrawn')).toContain(mistake.redrive_id);
  });

  it('is redriven between two records, once, and becomes one event', async () => {
    const first = await redrive(good());
    expect(first.body).toMatchObject({
      outcome: 'accepted',
      reconciled_before: { confidence_status: 'trusted' },
      evidence: { confidence_status: 'trusted' },
    });
    const { body: record } = await callRecovery<Evidence>(
      stack,
      'GET',
      `/v1/evidence/${first.body.evidence?.recovery_id}`,
    );
    expect(record.redrive).toMatchObject({
      stage: 'after',
      event_id: 'fixed',
      requested_by: 'ada',
      approved_by: 'grace',
      reason: 'a test',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await redrive(good())).body).toMatchObject({ outcome: 'accepted' });
    await eventually(async () =>
      expect(await (await ann.outcome('fixed')).json()).toMatchObject({
        status: 'accepted',
        version: 8,
        duplicates: 1,
      }),
    );
    expect((await redrive(good('another'))).body.code).toBe('redriven_as_another_event');
  });

  it.each<[string, object]>([
    ['rejected', { operation: 'D', quantity: 1_000_000 }],
    ['superseded', { operation: 'S', event_time: '2026-06-19T17:00:00Z' }],
  ])('may be %s when it is redriven: the sender is told the result', async (outcome, change) => {
    // Another seller has an accepted event with this id.
    const bob = await seller(stack);
    expect((await bob.post({ ...good(`fixed-${outcome}`), seller_id: bob.seller_id })).status).toBe(202);
    await eventually(async () =>
      expect(await (await bob.outcome(`fixed-${outcome}`)).json()).toMatchObject({ status: 'accepted' }),
    );
    const at = await deadLetter(`fixed-${outcome}`);
    const sent = await redrive({ ...good(`fixed-${outcome}`), ...change }, at);
    expect(sent.body).toMatchObject({ outcome, evidence: { confidence_status: 'trusted' } });
  });

  it('is closed by its event, and is in no list of open ones', async () => {
    const at = await deadLetter('closing');
    expect((await redrive(good('closed'), at)).body).toMatchObject({
      outcome: 'accepted',
      duplicate: false,
      closed: true,
    });
    expect(await stateOf('closing')).toMatchObject({
      overdue: false,
      closed_as: 'redriven',
      closed_by: 'ada',
      closed_event_id: 'closed',
      closed_reason: null,
    });
    expect([await isListed('closing', 'open'), await isListed('closing', 'closed')]).toEqual([false, true]);
    expect((await redrive(good('closed'), at)).body).toMatchObject({
      outcome: 'accepted',
      duplicate: true,
      closed: true,
    });
    expect((await redrive(good('closed-otherwise'), at)).body.code).toBe('redriven_as_another_event');
    expect((await settle('release', at)).body.code).toBe('redriven');
    expect(await stateOf('closing')).toMatchObject({ closed_by: 'ada' });
  });

  it('is not bound to an id that another event has; it is reported as that event’s duplicate', async () => {
    expect((await ann.post({ ...good('taken'), quantity: 5 })).status).toBe(202);
    await eventually(async () =>
      expect(await (await ann.outcome('taken')).json()).toMatchObject({ status: 'accepted' }),
    );
    const at = await deadLetter('wants-taken');
    expect(await redrive(good('taken'), at)).toMatchObject({ status: 409, body: { code: 'event_id_taken' } });
    expect((await settle('release', at)).body.code).toBe('not_redriven');
    const same = await redrive({ ...good('taken'), quantity: 5 }, at);
    expect(same.body).toMatchObject({ outcome: 'accepted', duplicate: true, closed: true });
  });

  it('that was bound to the id of another event is released, and bound to the right one', async () => {
    const at = await deadLetter('bound-wrong');
    const [, topic, partition, offset] = /letters\/(.*)\/(\d+)\/(\d+)$/.exec(at) ?? [];
    expect((await ann.post({ ...good('older'), quantity: 5 })).status).toBe(202);
    await eventually(async () =>
      expect(await (await ann.outcome('older')).json()).toMatchObject({ status: 'accepted' }),
    );
    // As dead letters were stored before contents were compared: without a request hash.
    await queryDatabase(
      stack,
      'recovery',
      `
      INSERT INTO redrive (source_topic, source_partition, source_offset, seller_id, event_id, redriven_by)
      VALUES ($1, $2, $3, $4, 'older', 'grace')`,
      [topic, partition, offset, ann.seller_id],
    );
    expect((await redrive(good('right'), at)).body.code).toBe('redriven_as_another_event');
    expect((await settle('dismiss', at)).body.code).toBe('redriven_as_another_event');
    expect((await settle('release', at, 'ada')).status).toBe(403);
    expect((await settle('release', at, 'grace', {})).body.code).toBe('bad_request');
    expect((await settle('release', at)).body).toMatchObject({ released: true });
    expect((await redrive(good('right'), at)).body).toMatchObject({
      outcome: 'accepted',
      duplicate: false,
      closed: true,
    });
  });

  it('is not waited for when the service ends: the caller learns that it was sent, and asks again', async () => {
    const at = await deadLetter('waiting');
    const second = await anotherProcess(stack, 'recovery', {
      setting: 'STOCKPROOF_RECOVERY_PORT',
      is: 19_436,
    });
    const holder = new BoundClient(stack.databases['inventory'] ?? '');
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM inventory_stock_on_hand WHERE seller_id = $1 AND sku = $2 FOR UPDATE', [
        offer.seller_id,
        offer.sku,
      ]);
      const elsewhere = { ...stack, urls: { ...stack.urls, recovery: second.url } };
      const waiting = redriveThroughApi<Redriven>(elsewhere, at, good('waited'));
      // The command handler has received it and cannot decide it.
      await eventually(async () =>
        expect(
          await queryDatabase(
            stack,
            'inventory',
            `SELECT FROM pg_stat_activity WHERE application_name = 'command-handler' AND wait_event_type = 'Lock'`,
          ),
        ).toHaveLength(1),
      );
      const began_ms = performance.now();
      second.process.kill('SIGTERM');
      expect(await waiting).toMatchObject({
        status: 503,
        body: { code: 'stopping', detail: expect.stringContaining('waited was sent and is on its way') },
      });
      expect(await second.exited).toBe(0);
      expect(performance.now() - began_ms).toBeLessThan(ENDS_WITHIN_MS);
    } finally {
      second.process.kill('SIGKILL');
      await holder.end();
    }
    expect((await redrive(good('waited'), at)).body).toMatchObject({
      outcome: 'accepted',
      closed: true,
      evidence: { confidence_status: 'trusted' },
    });
  });

  it('is redriven or dismissed, whichever is first, and reported so', async () => {
    const at = await deadLetter('both');
    const [sent, dismissed] = await Promise.all([redrive(good('both-fixed'), at), settle('dismiss', at)]);
    const outcome = await ann.outcome('both-fixed');
    const state = await stateOf('both');
    expect([
      [200, 409, 200, 'redriven', 'both-fixed'],
      [409, 200, 404, 'dismissed', null],
    ]).toContainEqual([
      sent.status,
      dismissed.status,
      outcome.status,
      state?.closed_as,
      state?.closed_event_id,
    ]);
  });

  it('that is not to be redriven is dismissed, with who and why', async () => {
    const at = await deadLetter('nonsense');
    expect((await settle('dismiss', at, 'ada')).status).toBe(403);
    expect((await settle('dismiss', at, 'rosa', { reason: 'a test of the sender' })).body).toEqual({
      closed: true,
    });
    expect(await stateOf('nonsense')).toMatchObject({
      closed_as: 'dismissed',
      closed_by: 'rosa',
      closed_event_id: null,
      closed_reason: 'a test of the sender',
    });
    expect((await redrive(good('nonsense-2'), at)).body.code).toBe('dead_letter_closed');
    expect((await settle('dismiss', at)).body).toEqual({ closed: true });
  });
});
