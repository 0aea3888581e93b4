import { describe, expect, it } from '@jest/globals';
import { ReservationFold } from './reservation-fold.js';
import type { EventLine } from './sql/events.js';

const line = { seller_id: 's', sku: 'k', quantity: 2, location_id: 'default' };
const event = (
  version: number,
  type: string,
  data: object = {},
  more: Partial<EventLine> = {},
): EventLine => ({
  stream: 'reservation-r',
  version,
  type,
  schema_version: 1,
  data: { ...data },
  position: version,
  transaction_id: '1',
  recorded_at: new Date(1_000),
  closed: true,
  content: `${version} ${type} ${JSON.stringify(data)}`,
  ...more,
});
const requested = event(1, 'reservation_requested', {
  reservation_id: 'r',
  order_id: 'o',
  lines: [line],
  requested_at_ms: 500,
  expires_at_ms: 9_000,
  request_hash: 'h',
  nonce: 'n',
});
const held = event(2, 'line_held', { line: 1, version: 7 });

function folded(...events: readonly EventLine[]): ReservationFold {
  const fold = new ReservationFold(() => true, []);
  for (const one of events) fold.add(one);
  return fold;
}

describe('a replay of reservations', () => {
  it('gives the rows of the live view', () => {
    const made = folded(requested, held, event(3, 'reservation_held')).replayed().get('r');
    expect(made).toMatchObject({
      row: {
        status: 'held',
        version: 3,
        order_id: 'o',
        attempts: 0,
        next_step_at_ms: null,
        stuck: false,
        lines: [{ ...line, line: 1, status: 'held' }],
      },
    });
  });

  it('has the time at which a pending command is sent again', () => {
    const again = event(
      2,
      'step_retried',
      { attempt: 1, operation: 'R', lines: [1] },
      { recorded_at: new Date(5_000) },
    );
    expect(folded(requested).replayed().get('r')).toMatchObject({
      row: { next_step_at_ms: 4_000, attempts: 0 },
    });
    expect(folded(requested, again).replayed().get('r')).toMatchObject({
      row: { next_step_at_ms: 11_000, attempts: 1 },
    });
  });

  it.each<[string, EventLine[], RegExp]>([
    ['a gap', [requested, event(3, 'reservation_held')], /version 2 is missing/],
    ['a version twice', [requested, held, held], /version 3 is missing/],
    ['no beginning', [held], /version 1 is missing/],
    ['another beginning', [event(1, 'line_held', { line: 1 })], /cannot be line_held/],
    [
      'a second beginning',
      [requested, event(2, 'reservation_requested', requested.data)],
      /cannot be reservation_requested/,
    ],
    ['a type nobody knows', [requested, event(2, 'line_lost')], /line_lost/],
    ['a form nobody reads', [requested, event(2, 'line_held', { line: 1 }, { schema_version: 2 })], /form 2/],
    [
      'the request of another',
      [event(1, 'reservation_requested', { ...requested.data, reservation_id: 'q' })],
      /of another reservation/,
    ],
    [
      'lines that are none',
      [event(1, 'reservation_requested', { ...requested.data, lines: 'none' })],
      /cannot be applied/,
    ],
  ])('stops at %s, and its counts do not add up', (_name, events, why) => {
    const fold = folded(...events);
    expect(fold.replayed().get('r')).toEqual({ fault: expect.stringMatching(why) });
    expect(fold.applied + fold.skipped).toBeLessThan(fold.read);
  });

  it('chains closed events, so that a later verification finds the same digests', () => {
    const signed = folded(requested, held, event(3, 'reservation_held', {}, { closed: false })).heads();
    expect(signed).toMatchObject([{ seller_id: 's', sku: 'k', version: 2 }]);
    const later = new ReservationFold(() => true, signed);
    for (const one of [
      requested,
      held,
      event(3, 'reservation_held'),
      event(4, 'confirm_begun', { by: 'x', at_ms: 1 }),
    ])
      later.add(one);
    expect(signed.map((head) => later.digestAt(head))).toEqual(
      signed.map(({ chain_digest }) => chain_digest),
    );
    const forged = new ReservationFold(() => true, signed);
    for (const one of [requested, event(2, 'line_held', { line: 1, version: 8 })]) forged.add(one);
    expect(signed.map((head) => forged.digestAt(head))).not.toEqual(
      signed.map(({ chain_digest }) => chain_digest),
    );
  });
});
