import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fold } from '@stockproof/event-sourcing';
import {
  RESERVATION_STATUSES,
  reservationDecider,
  type ReservationEvent,
  type ReservationState,
} from '@stockproof/reservation-saga';
import type { Authenticator } from '@stockproof/auth';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import { POOL } from '../tokens.js';
import { HoldTooLongError, QuotaError } from './quota.js';
import { ReservationRefusedError } from './refused-error.js';
import { ReservationListController } from './reservation-list.controller.js';
import { ReservationsController } from './reservations.controller.js';
import { SendAgainController } from './send-again.controller.js';
import { Reservations } from './reservations.js';

const LINE = { seller_id: 'm', sku: 'a', quantity: 2, location_id: 'default' };
const REQUESTED: ReservationEvent = {
  type: 'reservation_requested',
  reservation_id: 'r',
  order_id: 'o',
  requested_at_ms: 0,
  expires_at_ms: 60_000,
  request_hash: 'h',
  nonce: 'n',
  lines: [LINE],
};
const HELD: ReservationEvent = { type: 'line_held', line: 1, version: 1 };
const BODY = { reservation_id: 'r', order_id: 'o', lines: [LINE], expires_in: 60 };
const base = fold(reservationDecider, [REQUESTED]);
const as = (status: ReservationState['status']): ReservationState => ({ ...base, status });

/** What the reservation is when it is asked for or changed, and what whoever waits for it sees. */
let now: ReservationState | ReservationRefusedError | null;
let later: ReservationState;
let seen: ReservationState[];
let waited_ms: number[];
let sent_again: string[];
let parts_asked: string[];
/** For whom they were listed. */
let listed_for: unknown;

const acted = (): Promise<ReservationState> =>
  now instanceof ReservationRefusedError || now === null
    ? Promise.reject(now ?? new Error('none'))
    : Promise.resolve(now);
const loaded = (state: ReservationState | null) =>
  state === null ? null : { state, version: 0, history: [] };
/** By its name, where one is given: `order-service.web`, `service.console`. */
const authenticate: Authenticator = async (bearer) => {
  const [role = '', name = 'o'] = bearer.split('.');
  if (role === 'service') return { kind: 'service', name };
  return { kind: 'operator', name, roles: role.split('+') };
};
const reservations: Partial<Reservations> = {
  request: acted,
  extend: acted,
  confirm: acted,
  cancel: acted,
  part: (_id, action, { part_id }) => {
    parts_asked.push(`${action} ${part_id}`);
    return acted();
  },
  sendAgain: (id, by, reason) => {
    sent_again.push(`${id} ${by}: ${reason}`);
    return acted();
  },
  find: async (id) =>
    id !== 'r' ? null : loaded(seen.length > 1 ? (seen.shift() ?? null) : (seen[0] ?? null)),
  waitFor: async (_id, done, within_ms) => {
    waited_ms.push(within_ms);
    return loaded(done(later) ? later : (now as ReservationState));
  },
};
const serve = (): Promise<InProcess> =>
  inProcess(
    serving({
      controllers: [ReservationListController, ReservationsController, SendAgainController],
      authenticate,
      providers: [
        { provide: Reservations, useValue: reservations },
        {
          provide: POOL,
          useValue: {
            query: async ({ values }: { values?: unknown[] }) => {
              listed_for = values?.at(-1);
              return { rows: [] };
            },
          },
        },
      ],
    }),
  );
let service: InProcess;

beforeAll(async () => {
  service = await serve();
});
afterAll(() => service.close());

async function call(
  path: string,
  state: typeof now,
  {
    wait,
    becomes,
    body,
    role = 'order-service',
  }: { wait?: string; becomes?: ReservationState; body?: object; role?: string } = {},
) {
  now = state;
  later = becomes ?? as('requested');
  seen = [as('requested')];
  waited_ms = [];
  sent_again = [];
  parts_asked = [];
  const answer = await fetch(`${service.url}/v1/reservations${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${role}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(wait === undefined ? {} : { prefer: wait }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const reported = (await answer.json()) as { status: unknown; code?: string };
  return { code: answer.status, reported: reported.code ?? reported.status, headers: answer.headers };
}

describe('a part', () => {
  const PART = { part_id: 'p', lines: [{ line: 1, quantity: 1 }] };
  const begun: ReservationEvent = {
    ...{ type: 'part_begun', part: 1, part_id: 'p', action: 'confirm', by: 'o', at_ms: 1 },
    lines: PART.lines,
  };
  const fulfilled: ReservationEvent = { type: 'line_fulfilled', line: 1, part: 1, version: 2 };
  const held: ReservationEvent[] = [REQUESTED, HELD, { type: 'reservation_held' }, begun];
  const [waiting, done] = [fold(reservationDecider, held), fold(reservationDecider, [...held, fulfilled])];

  it.each<[string, 'confirm' | 'cancel', ReservationState, string | undefined, ReservationState, number]>([
    ['without an answer yet', 'confirm', waiting, undefined, waiting, 202],
    ['that is decided while the rest is held', 'confirm', waiting, 'wait=2', done, 200],
    ['that was decided before', 'confirm', done, undefined, done, 200],
    ['to cancel', 'cancel', done, undefined, done, 200],
  ])('%s', async (_what, action, state, wait, becomes, code) => {
    const answer = await call(`/r/${action}`, state, {
      body: PART,
      becomes,
      ...(wait === undefined ? {} : { wait }),
    });
    expect([answer.code, answer.reported, parts_asked]).toEqual([code, 'held', [`${action} p`]]);
  });

  it('is not one without a body, or with an empty one', async () => {
    await call('/r/confirm', as('confirming'));
    const empty = await call('/r/confirm', as('confirming'), { body: {} });
    expect([empty.code, parts_asked]).toEqual([202, []]);
  });

  it.each([{ part_id: 'p' }, { lines: PART.lines }, { ...PART, extra: 1 }])(
    'that is not whole is refused, and nothing is confirmed: %j',
    async (body) => {
      const answer = await call('/r/confirm', as('held'), { body });
      expect([answer.code, answer.reported, parts_asked]).toEqual([400, 'bad_request', []]);
    },
  );
});

describe('the answer to an order service', () => {
  type Status = ReservationState['status'];
  it.each<[string, Status, string | undefined, Status, number, Status, number[]]>([
    // what is asked, how it is at once, what is waited for, what it becomes; answered with, as, after waiting
    // for
    ['', 'requested', undefined, 'held', 202, 'requested', []],
    ['', 'requested', 'wait=2', 'held', 200, 'held', [2_000]],
    ['', 'requested', 'wait=2', 'rejected', 200, 'rejected', [2_000]],
    ['', 'requested', 'wait=2', 'releasing', 202, 'requested', [2_000]],
    ['', 'held', undefined, 'held', 200, 'held', []],
    ['', 'held', 'wait=2', 'confirmed', 200, 'held', []],
    ['', 'releasing', undefined, 'releasing', 202, 'releasing', []],
    ['/r/confirm', 'confirming', undefined, 'confirmed', 202, 'confirming', []],
    ['/r/confirm', 'confirming', 'wait=3', 'confirmed', 200, 'confirmed', [3_000]],
    ['/r/confirm', 'confirmed', undefined, 'confirmed', 200, 'confirmed', []],
    ['/r/cancel', 'releasing', 'wait=1', 'cancelled', 200, 'cancelled', [1_000]],
    ['/r/cancel', 'releasing', 'wait=1', 'held', 202, 'releasing', [1_000]],
  ])('for POST %s is %s, %s, then %s', async (path, state, wait, becomes, code, status, waited) => {
    const answer = await call(path, as(state), {
      becomes: as(becomes),
      ...(wait === undefined ? {} : { wait }),
      ...(path === '' ? { body: BODY } : {}),
    });
    expect([answer.code, answer.reported, waited_ms]).toEqual([code, status, waited]);
    expect([answer.headers.get('location'), answer.headers.get('preference-applied')]).toEqual([
      '/v1/reservations/r',
      wait ?? null,
    ]);
  });

  it.each<[string, string, typeof now, object, number, string]>([
    [
      'a refusal is a conflict',
      '',
      new ReservationRefusedError('reservation_conflict', 'no'),
      { body: BODY },
      409,
      'reservation_conflict',
    ],
    [
      'also of a confirmation',
      '/r/confirm',
      new ReservationRefusedError('reservation_not_held', 'no'),
      {},
      409,
      'reservation_not_held',
    ],
    ['an extension is answered at once', '/r/extend', as('held'), { body: { expires_in: 60 } }, 200, 'held'],
    ['an extension says for how long', '/r/extend', as('held'), { body: {} }, 400, 'bad_request'],
    [
      'an extension of what has ended is a conflict',
      '/r/extend',
      new ReservationRefusedError('expired', 'no'),
      { body: { expires_in: 60 } },
      409,
      'expired',
    ],
    [
      'an unknown one cannot be extended',
      '/q/extend',
      as('held'),
      { body: { expires_in: 60 } },
      404,
      'unknown_reservation',
    ],
    ['an unknown one is not found', '/q/confirm', as('held'), {}, 404, 'unknown_reservation'],
    ['nor can it be cancelled', '/q/cancel', as('held'), {}, 404, 'unknown_reservation'],
    ['a viewer changes nothing', '/r/cancel', as('held'), { role: 'viewer' }, 403, 'forbidden'],
    ['an error tells nothing', '/r/cancel', null, {}, 500, 'internal_error'],
  ])('%s', async (_case, path, state, given, code, reported) => {
    expect(await call(path, state, given)).toMatchObject({ code, reported });
  });
});

it('does not wait in a process that is stopping: it has the current state and the address', async () => {
  const usual = service;
  service = await serve();
  try {
    service.announceEnd();
    const answer = await call('/r/cancel', as('held'), { wait: 'wait=1', becomes: as('releasing') });
    expect([answer.code, answer.reported, answer.headers.get('location')]).toEqual([
      202,
      'releasing',
      '/v1/reservations/r',
    ]);
  } finally {
    await service.close();
    service = usual;
  }
});

describe('a reservation of a client', () => {
  const of = (client: string | null): void =>
    void ([now, later, seen] = [
      { ...as('held'), client },
      { ...as('held'), client },
      [{ ...as('held'), client }],
    ]);
  it.each<[string | null, string, number, number]>([
    // whose it is, who asks; how it reads, how it acts
    ['web', 'order-service.web', 200, 202],
    ['web', 'order-service.app', 404, 404],
    ['web', 'viewer.app', 200, 403],
    ['web', 'order-service+viewer.app', 200, 404],
    [null, 'order-service.app', 200, 202],
    [null, 'viewer.app', 200, 403],
  ])('%s is requested by %s: read %i, acted on %i', async (client, who, reads, acts) => {
    const status = async (method: string, path: string): Promise<number> => {
      of(client);
      const answer = await fetch(`${service.url}/v1/reservations/r${path}`, {
        method,
        headers: { authorization: `Bearer ${who}` },
      });
      await answer.body?.cancel();
      return answer.status;
    };
    expect([await status('GET', ''), await status('GET', '/events')]).toEqual([reads, reads]);
    expect([await status('POST', '/confirm'), await status('POST', '/cancel')]).toEqual([acts, acts]);
  });

  it('and one that does not exist look the same to another client', async () => {
    const reported = async (id: string): Promise<unknown> => {
      of('web');
      const answer = await fetch(`${service.url}/v1/reservations/${id}`, {
        headers: { authorization: 'Bearer order-service.app' },
      });
      return JSON.parse(
        (await answer.text()).replaceAll(`reservations/${id}`, '').replaceAll(`reservation ${id}`, ''),
      ) as unknown;
    };
    expect(await reported('r')).toEqual(await reported('q'));
  });

  it.each([
    ['order-service.app', 'app'],
    ['viewer.app', null],
    ['order-service+viewer.app', null],
  ])('is listed to %s as to %s', async (who, client) => {
    const answer = await fetch(`${service.url}/v1/reservations`, {
      headers: { authorization: `Bearer ${who}` },
    });
    expect([answer.status, listed_for]).toEqual([200, client]);
  });

  it.each([
    ['service.console', '?stuck=true', 200],
    ['service.console', '', 403],
    ['service.console', '?stuck=false', 403],
    ['service.console', '/r', 403],
    ['service.recovery', '?stuck=true', 403],
  ])('is read by %s as %j: %i', async (who, path, status) => {
    const answer = await fetch(`${service.url}/v1/reservations${path}`, {
      headers: { authorization: `Bearer ${who}` },
    });
    await answer.body?.cancel();
    expect([answer.status, status === 200 ? listed_for : null]).toEqual([status, null]);
  });

  it.each<[Error, number, string]>([
    [new QuotaError('too_many_units', 'no'), 429, 'too_many_units'],
    [new HoldTooLongError(61, 60), 400, 'hold_too_long'],
  ])('is refused with %s: %i', async (refusal, code, reported) =>
    expect(await call('', refusal as ReservationRefusedError, { body: BODY })).toMatchObject({
      code,
      reported,
    }),
  );
});

describe('reservations are listed', () => {
  it.each<[string, number]>([
    ...RESERVATION_STATUSES.map((status): [string, number] => [status, 200]),
    ['canceled', 400],
    ['none', 400],
    ['', 400],
  ])('by the status %j: %i', async (status, code) => {
    const answer = await fetch(`${service.url}/v1/reservations?status=${status}`, {
      headers: { authorization: 'Bearer viewer' },
    });
    const reported = (await answer.json()) as { detail?: string };
    expect([answer.status, reported.detail]).toEqual([
      code,
      code === 200 ? undefined : `status must be one of ${RESERVATION_STATUSES.join(', ')}`,
    ]);
  });
});

describe('reservations are listed by what else they are', () => {
  it.each<[string, number]>([
    ['sort=age', 200],
    ['sort=age&after=r', 200],
    ['sort=age&after=x', 400],
    ['sort=id&after=x', 200],
    ['sort=size', 400],
    ['order_id=o', 200],
    ['order_id=', 400],
    ['seller_id=m', 200],
    ['seller_id=m&sku=a', 200],
    ['sku=a', 400],
  ])('%s: %i', async (query, status) => {
    seen = [as('requested')];
    const answer = await fetch(`${service.url}/v1/reservations?${query}`, {
      headers: { authorization: 'Bearer viewer' },
    });
    await answer.body?.cancel();
    expect(answer.status).toBe(status);
  });
});

describe('commands are sent again by hand', () => {
  const NOTHING = new ReservationRefusedError('nothing_awaited', 'no');
  it.each<[string, string, typeof now, object | undefined, number, string, string[]]>([
    ['/r/send-again', 'admin.ada', base, { reason: 'why' }, 202, 'requested', ['r ada: why']],
    ['/r/send-again', 'admin.ada', NOTHING, { reason: 'why' }, 409, 'nothing_awaited', ['r ada: why']],
    ['/q/send-again', 'admin.ada', base, { reason: 'why' }, 404, 'unknown_reservation', []],
    ['/r/send-again', 'admin.ada', base, {}, 400, 'bad_request', []],
    ['/r/send-again', 'admin.ada', base, { reason: '' }, 400, 'bad_request', []],
    ['/r/send-again', 'viewer', base, { reason: 'why' }, 403, 'forbidden', []],
    ['/r/send-again', 'order-service', base, { reason: 'why' }, 403, 'forbidden', []],
  ])('%s by %s', async (path, role, state, body, code, reported, expected) => {
    const answer = await call(path, state, { role, ...(body === undefined ? {} : { body }) });
    expect([answer.code, answer.reported, sent_again]).toEqual([code, reported, expected]);
  });
});

describe('the events of a reservation', () => {
  it('are each change once, with its end, and then they end', async () => {
    seen = [
      as('requested'),
      as('requested'),
      as('requested'),
      fold(reservationDecider, [REQUESTED, HELD]),
      as('confirming'),
      as('confirming'),
      as('confirmed'),
    ];
    const answer = await fetch(`${service.url}/v1/reservations/r/events`, {
      headers: { authorization: 'Bearer viewer' },
    });
    const reported = (await answer.text()).matchAll(/^event: reservation\n(?:id: .*\n)?data: (.*)$/gm);
    const states = [...reported].map(
      ([, data = '']) => JSON.parse(data) as { status: string; lines: { status: string }[] },
    );
    expect(states.map(({ status, lines: [line] }) => [status, line?.status])).toEqual([
      ['requested', 'requested'],
      ['requested', 'held'],
      ['confirming', 'requested'],
      ['confirmed', 'requested'],
    ]);
  });

  it('of one that does not exist are not found', async () => {
    const answer = await fetch(`${service.url}/v1/reservations/q/events`, {
      headers: { authorization: 'Bearer viewer' },
    });
    expect(answer.status).toBe(404);
  });
});
