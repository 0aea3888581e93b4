import { beforeAll, describe, expect, it } from '@jest/globals';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  eventually,
  recover,
  runningStack,
  tokenOfPerson,
  type Seller,
  seller,
  signed,
  testBroker,
  SERVICES,
  type ServiceName,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { Documented } from './documented.js';
import { MATRIX } from './matrix.js';

/**
 * Not requested here: streams and texts; introspection, which only services may use; pausing a run, because
 * it must still be running; releasing a dead letter, which must have been bound before hashes were stored
 * (`test/recovery/dead-letters`); sending commands again, which needs one without an answer (`reservations.int.spec`); what the console answers to a browser (`test/console`).
 */
const NOT_ASKED = [
  'availability GET /v1/availability-stream',
  'command_handler GET /v1/inventory-update-stream',
  'recovery GET /v1/recoveries/{id}/progress',
  'reservation GET /v1/reservations/{id}/events',
  'recovery GET /v1/evidence/{id}/report',
  'ingestion GET /v1/security-log',
  'ingestion POST /v1/inventory-update-files',
  'ingestion POST /v1/introspect',
  'ingestion DELETE /v1/sellers/{seller_id}/api-keys/{key_id}',
  'recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/release',
  'reservation POST /v1/reservations/{id}/send-again',
  'recovery POST /v1/recoveries/{id}/pause',
  'recovery POST /v1/recoveries/{id}/resume',
  'recovery POST /v1/recoveries/{id}/start',
  'console GET /api/live',
  'console GET /api/now',
  'console GET /api/series',
  'console GET /api/session',
  'console GET /auth/callback',
  'console GET /auth/login',
  'console POST /auth/logout',
];

interface Ask {
  readonly by: string;
  readonly body?: object;
  readonly prefer?: string;
}

describe('every answer agrees with its API document', () => {
  const stack = runningStack();
  const documents = new Map<ServiceName, Documented>();
  const asked = new Set<string>();
  let ann: Seller;
  let offer: { seller_id: string; sku: string };

  beforeAll(async () => {
    for (const service of SERVICES) documents.set(service, await Documented.of(stack, stack.urls[service]));
    ann = await seller(stack);
    offer = { seller_id: ann.seller_id, sku: `answers-${ann.seller_id.slice(-8)}` };
  });

  /**
   * Calls an operation by its name, with the parts of its path. Returns the answer, which must be as
   * documented.
   */
  async function ask<T = Record<string, string>>(
    operation: string,
    parts: object,
    { by, body, prefer }: Ask,
    query = '',
  ): Promise<T> {
    const [service, method, template = ''] = operation.split(' ') as [ServiceName, string, string];
    const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) =>
      encodeURIComponent((parts as Record<string, string>)[name] ?? ''),
    );
    const sends = method === 'POST' || method === 'PUT';
    const token = by === 'seller' ? ann.api_key : (tokenOfPerson(stack, by) ?? '');
    const answer = await fetch(`${stack.urls[service]}${path}${query}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(sends ? { 'content-type': 'application/json' } : {}),
        ...(prefer === undefined ? {} : { prefer }),
      },
      ...(sends ? { body: JSON.stringify(body ?? {}) } : {}),
    });
    const reported = (await answer.json()) as T;
    expect([operation, answer.ok, reported]).toEqual([operation, true, reported]);
    expect(documents.get(service)?.problems(`${method} ${template}`, answer.status, reported)).toEqual([]);
    asked.add(operation);
    return reported;
  }

  const update = (id: string, change: object = {}): object =>
    anEvent({ event_id: `${offer.sku}-${id}`, ...offer, quantity: 5, ...change });

  it('of ingestion', async () => {
    await ask('ingestion POST /v1/inventory-updates', {}, { by: 'seller', body: update('1') });
    await ask(
      'ingestion POST /v1/inventory-updates',
      {},
      {
        by: 'seller',
        body: [update('2'), update('3', { quantity: -1 }), update('4', { operation: 'D', quantity: 99 })],
      },
    );
    await ask('ingestion GET /v1/queued-updates', {}, { by: 'seller' });
    for (const by of ['seller', 'sam', 'ada']) await ask('ingestion GET /v1/whoami', {}, { by });
    const { request_id: id } = await ask(
      'ingestion POST /v1/api-key-requests',
      {},
      { by: 'ada', body: { seller_id: offer.seller_id, reason: 'a test' } },
    );
    await ask('ingestion POST /v1/api-key-requests/{id}/approve', { id }, { by: 'grace' });
    await ask('ingestion POST /v1/api-key-requests/{id}/collect', { id }, { by: 'ada' });
    const again = { by: 'ada', body: { seller_id: offer.seller_id, reason: 'a mistake' } };
    const { request_id: mistake } = await ask('ingestion POST /v1/api-key-requests', {}, again);
    await ask(
      'ingestion POST /v1/api-key-requests/{id}/withdraw',
      { id: mistake },
      { by: 'ada', body: { reason: 'a mistake' } },
    );
    await ask('ingestion GET /v1/api-key-requests/{id}', { id }, { by: 'grace' });
    await ask('ingestion GET /v1/api-key-requests', {}, { by: 'grace' });
    await ask(
      'ingestion POST /v1/sellers/{seller_id}/api-keys/{key_id}/rotate',
      { ...offer, key_id: ann.key_id },
      { by: 'seller' },
    );
    const made = await ask(
      'ingestion POST /v1/sellers/{seller_id}/api-keys',
      { seller_id: 'seller-42' },
      { by: 'sam', body: { reason: 'answers' } },
    );
    // A seller has room for a few keys only.
    await fetch(`${stack.urls.ingestion}/v1/sellers/seller-42/api-keys/${made['key_id']}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${tokenOfPerson(stack, 'sam')}` },
    });
    for (const by of ['seller', 'ada'])
      await ask('ingestion GET /v1/sellers/{seller_id}/api-keys', offer, { by });
    await ask(
      'ingestion POST /v1/token-revocations',
      {},
      { by: 'ada', body: { kind: 'token', id: `none-${offer.sku}`, reason: 'answers' } },
    );
    await ask('ingestion GET /v1/token-revocations', {}, { by: 'ada' });
    const acts = await ask<{ items: { action: string; actor: string }[] }>(
      'ingestion GET /v1/audit',
      {},
      { by: 'iris' },
      '?action=revoke_token&outcome=done&limit=1',
    );
    expect(acts.items).toEqual([expect.objectContaining({ action: 'revoke_token' })]);
    const { items } = await ask<{ items: { id: string }[] }>('ingestion GET /v1/schemas', {}, { by: 'ada' });
    const [type, version] = items[0]?.id.split('/') ?? [];
    await ask('ingestion GET /v1/schemas/{type}/{version}', { type, version }, { by: 'ada' });
  });

  it('of the ledger', async () => {
    for (const id of ['1', '4']) {
      await eventually(() =>
        ask(
          'command_handler GET /v1/inventory-updates/{event_id}',
          { event_id: `${offer.sku}-${id}` },
          { by: 'seller' },
        ),
      );
    }
    for (const [by, query] of [
      ['seller', '?limit=2'],
      ['seller', `?status=accepted&sku=${offer.sku}&since=2026-01-01T00:00:00Z`],
      ['ada', `?seller_id=${offer.seller_id}`],
    ] as const) {
      const { items } = await ask<{ items: object[] }>(
        'command_handler GET /v1/inventory-updates',
        {},
        { by },
        query,
      );
      expect(items.length).toBeGreaterThan(0);
    }
    await ask('command_handler GET /v1/accounting', {}, { by: 'ada' });
    await ask('command_handler GET /v1/connector-lag', {}, { by: 'ada' });
    const { connectors } = await ask<{ connectors: { name: string; state: string }[] }>(
      'command_handler GET /v1/connectors',
      {},
      { by: 'ada' },
    );
    const { partitions } = await ask<{ partitions: { position: number | null }[] }>(
      'command_handler GET /v1/positions',
      {},
      { by: 'ada' },
    );
    expect(partitions.some(({ position }) => (position ?? 0) > 0)).toBe(true);
    await ask(
      'command_handler POST /v1/connectors/{name}/restart',
      { name: connectors.find(({ name }) => name.includes('stock'))?.name },
      { by: 'ada', body: { reason: 'answers' } },
    );
    await ask('command_handler GET /v1/offers/{seller_id}/{sku}', offer, { by: 'seller' });
    for (const by of ['seller', 'ada']) {
      const query = `?seller_id=${offer.seller_id}&q=${offer.sku}&limit=1`;
      const { items } = await ask<{ items: object[] }>('command_handler GET /v1/offers', {}, { by }, query);
      expect(items).toEqual([expect.objectContaining(offer)]);
    }
    const policy = { late_movements: 'absorb', revision: 0, reason: 'answers' };
    for (const [method, by, body] of [
      ['GET', 'seller', undefined],
      ['PUT', 'ada', policy],
      ['GET', 'ada', undefined],
    ] as const)
      await ask(
        `command_handler ${method} /v1/sellers/{seller_id}/late-movements`,
        { seller_id: offer.seller_id },
        { by, ...(body === undefined ? {} : { body }) },
      );
    for (const query of ['', '?limit=1'])
      await ask(
        'command_handler GET /v1/offers/{seller_id}/{sku}/transactions',
        offer,
        { by: 'seller' },
        query,
      );
  });

  it('of availability', async () => {
    for (const path of ['positions', 'freshness'])
      await ask(`availability GET /v1/${path}`, {}, { by: 'ada' });
    await eventually(() =>
      ask('availability GET /v1/availability/{sku}/{seller_id}', offer, { by: 'seller' }),
    );
    for (const query of ['', '?min_confidence=trusted'])
      await ask('availability GET /v1/availability/{sku}', offer, { by: 'seller' }, query);
    for (const path of ['', '/batch'])
      await ask(
        `availability POST /v1/availability${path}`,
        {},
        { by: 'seller', body: { skus: [offer.sku, 'nobody'] } },
      );
  });

  it('of reservations', async () => {
    const order = (id: string, quantity: number): object => ({
      reservation_id: `${offer.sku}-${id}`,
      order_id: `${offer.sku}-${id}`,
      expires_in: 60,
      lines: [{ ...offer, quantity }],
    });
    for (const [id, quantity] of [
      ['a', 1],
      ['b', 1],
      ['c', 900],
    ] as const) {
      await ask(
        'reservation POST /v1/reservations',
        {},
        { by: 'orders', body: order(id, quantity), prefer: 'wait=10' },
      );
    }
    await ask(
      'reservation POST /v1/reservations/{id}/extend',
      { id: `${offer.sku}-a` },
      { by: 'orders', body: { expires_in: 90 } },
    );
    await ask(
      'reservation POST /v1/reservations/{id}/confirm',
      { id: `${offer.sku}-a` },
      { by: 'orders', prefer: 'wait=10' },
    );
    await ask('reservation POST /v1/reservations/{id}/cancel', { id: `${offer.sku}-b` }, { by: 'orders' });
    for (const id of ['a', 'c'])
      await ask('reservation GET /v1/reservations/{id}', { id: `${offer.sku}-${id}` }, { by: 'ada' });
    await ask('reservation GET /v1/reservations', {}, { by: 'ada' });
    await ask('reservation GET /v1/positions', {}, { by: 'ada' });
  });

  it('of recovery', async () => {
    const scope = { type: 'by_offer', offers: [offer] };
    const { recovery_id: id } = await recover(stack, { scope });
    for (const path of [
      'recoveries/{id}',
      'recoveries/{id}/history',
      'recoveries/{id}/evidence',
      'evidence/{id}',
      'evidence/{id}/in-toto',
      'evidence',
      'evidence/keys',
      'recoveries',
      'contracts',
      'candidates',
      'confidence',
      'confidence/offers',
    ]) {
      await ask(`recovery GET /v1/${path}`, { id }, { by: 'ada' });
    }
    await ask('recovery GET /v1/evidence-summaries', {}, { by: 'ada' });
    for (const query of ['', '?result=same&limit=1'])
      expect(
        await ask('recovery GET /v1/recoveries/{id}/offers', { id }, { by: 'ada' }, query),
      ).toMatchObject({
        ...{ of: 'record', differences_found: 0, next: null },
        items: [{ ...offer, result: 'same' }],
      });
    const lanes = await ask<{ items: { captured: { state: string } }[]; first_difference: null }>(
      'recovery GET /v1/offers/{seller_id}/{sku}/lanes',
      offer,
      { by: 'grace' },
    );
    expect(lanes.first_difference).toBeNull();
    expect(lanes.items[0]?.captured.state).toBe('same');
    const proofs = await ask<{ items: { recovery_id: string }[] }>(
      'recovery GET /v1/evidence-summaries',
      {},
      { by: 'ada' },
      `?seller_id=${offer.seller_id}&sku=${offer.sku}`,
    );
    expect(proofs.items.map(({ recovery_id }) => recovery_id)).toContain(id);
    await ask('recovery GET /v1/contracts/{flow}', { flow: 'reservation-view' }, { by: 'grace' });
    await ask(
      'recovery GET /v1/recoveries',
      {},
      { by: 'grace' },
      '?mode=verify&requested_by=ada&since=2026-01-01T00:00:00Z&flow=inventory-availability-projection',
    );
    await ask(
      'recovery GET /v1/evidence/{id}/proof',
      { id },
      { by: 'ada' },
      `?seller_id=${offer.seller_id}&sku=${offer.sku}`,
    );
    await ask('recovery POST /v1/evidence/keys/rotate', {}, { by: 'ada' });
    const wanted = {
      contract: 'inventory-availability-projection',
      scope,
      mode: 'repair',
      owner: 'test',
      intent: 'test',
    };
    for (const [last, body] of [
      ['reject', { reason: 'no' }],
      ['abort', { reason: 'no' }],
    ] as const) {
      const asked_for = await ask('recovery POST /v1/recoveries', {}, { by: 'ada', body: wanted });
      const at = { id: asked_for['recovery_id'] };
      const { plan_digest } = await ask('recovery POST /v1/recoveries/{id}/plan', at, { by: 'ada' });
      await ask('recovery POST /v1/recoveries/{id}/rate', at, {
        by: 'ada',
        body: { rate_limit_events_per_second: 1_000, reason: 'a test' },
      });
      if (last === 'abort')
        await ask('recovery POST /v1/recoveries/{id}/approve', at, { by: 'grace', body: { plan_digest } });
      if (last === 'reject') {
        await ask('recovery POST /v1/recoveries/{id}/approve', at, {
          by: 'rosa',
          body: { plan_digest, reason: 'a test' },
        });
        await ask('recovery GET /v1/break-glass', {}, { by: 'ada' });
        await ask('recovery POST /v1/recoveries/{id}/review', at, {
          by: 'grace',
          body: { verdict: 'justified', note: 'a test' },
        });
        await ask('recovery GET /v1/break-glass', {}, { by: 'ada' }, '?state=reviewed');
      }
      await ask(`recovery POST /v1/recoveries/{id}/${last}`, at, {
        by: last === 'abort' ? 'ada' : 'grace',
        body,
      });
    }
  });

  it('of dead letters', async () => {
    const place = await deadLetter('5');
    await ask('recovery GET /v1/dead-letters/{topic}/{partition}/{offset}', place, { by: 'ada' });
    for (const [by, payload] of [
      ['ada', 'full'],
      ['grace', 'full'],
    ] as const)
      expect(
        await ask('recovery GET /v1/dead-letters/{topic}/{partition}/{offset}', place, { by }),
      ).toMatchObject({ payload, state: 'open' });
    const checked = await ask(
      'recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/redrives/check',
      place,
      { by: 'grace', body: { event: update('5') } },
    );
    const redrive = await ask('recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/redrives', place, {
      by: 'ada',
      body: { event: update('5'), reason: 'a test' },
    });
    expect(checked['digest']).toBe(redrive['digest']);
    const at = { id: redrive['redrive_id'] };
    await ask('recovery POST /v1/redrives/{id}/approve', at, {
      by: 'grace',
      body: { digest: redrive['digest'] },
    });
    await ask('recovery POST /v1/redrives/{id}/send', at, { by: 'ada' });
    await ask('recovery GET /v1/redrives/{id}', at, { by: 'ada' });
    const mistake = await ask(
      'recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/redrives',
      await deadLetter('7'),
      { by: 'ada', body: { event: update('7'), reason: 'a mistake' } },
    );
    await ask(
      'recovery POST /v1/redrives/{id}/withdraw',
      { id: mistake['redrive_id'] },
      { by: 'ada', body: { reason: 'a mistake' } },
    );
    await ask('recovery GET /v1/redrives', {}, { by: 'ada' });
    await ask('recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/dismiss', await deadLetter('6'), {
      by: 'grace',
      body: { reason: 'no' },
    });
  });

  it('of plans to redrive dead letters', async () => {
    await deadLetter('8');
    const wanted = {
      filter: { sku: offer.sku },
      patch: [{ op: 'replace', path: '/quantity', value: 2 }],
    };
    const checked = await ask('recovery POST /v1/redrive-plan-check', {}, { by: 'grace', body: wanted });
    const body = { ...wanted, reason: 'a test' };
    const plan = await ask('recovery POST /v1/redrive-plans', {}, { by: 'ada', body });
    expect(checked['digest']).toBe(plan['digest']);
    const at = { id: plan['plan_id'] };
    await ask('recovery POST /v1/redrive-plans/{id}/approve', at, {
      by: 'grace',
      body: { digest: plan['digest'] },
    });
    await eventually(
      async () =>
        expect(await ask('recovery GET /v1/redrive-plans/{id}', at, { by: 'ada' })).toMatchObject({
          status: 'done',
        }),
      120_000,
    );
    await ask('recovery GET /v1/redrive-plans/{id}/report/lines', at, { by: 'rosa' });
    await deadLetter('9');
    const mistake = await ask('recovery POST /v1/redrive-plans', {}, { by: 'ada', body });
    await ask(
      'recovery POST /v1/redrive-plans/{id}/withdraw',
      { id: mistake['plan_id'] },
      { by: 'ada', body: { reason: 'a mistake' } },
    );
    await ask('recovery GET /v1/redrive-plans', {}, { by: 'ada' });
  });

  it('of outcomes', async () => {
    const body = { scope: { type: 'by_seller', seller_ids: [offer.seller_id] } };
    await ask('recovery POST /v1/outcomes/check', {}, { by: 'ada', body });
    await ask(
      'recovery POST /v1/outcomes/emissions',
      {},
      { by: 'grace', body: { ...body, intent: 'a test' } },
    );
  });

  /**
   * Creates a dead letter, an update without a quantity. Returns its record position when recovery lists it.
   */
  async function deadLetter(id: string): Promise<{ topic: string; partition: number; offset: number }> {
    const producer = await testBroker().producer();
    const [sent] = await producer.send(TOPICS.updates, [
      signed({
        partition: skuPartition(offer.sku, 8),
        key: offer.sku,
        value: JSON.stringify(update(id, { quantity: 0 })),
      }),
    ]);
    await producer.close();
    return eventually(async () => {
      const { items } = await ask<{
        items: { source_topic: string; source_partition: number; source_offset: number }[];
      }>('recovery GET /v1/dead-letters', {}, { by: 'ada' }, `?sku=${offer.sku}`);
      const kept = items.find(({ source_offset }) => source_offset === sent?.base_offset);
      if (kept === undefined) throw new Error('not yet');
      return {
        topic: kept.source_topic,
        partition: kept.source_partition,
        offset: kept.source_offset,
      };
    });
  }

  it('of every operation is documented, and nearly all were called', () => {
    expect(
      [...documents].flatMap(([service, document]) =>
        document.silent().map((operation) => `${service} ${operation}`),
      ),
    ).toEqual([]);
    expect(
      Object.keys(MATRIX)
        .filter((operation) => !asked.has(operation))
        .sort(),
    ).toEqual([...NOT_ASKED].sort());
  });
});
