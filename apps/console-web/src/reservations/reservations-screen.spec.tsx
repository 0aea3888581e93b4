/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aSession, heading, openPage } from '../testing/stage.js';

afterEach(cleanup);

const AT = '2026-11-27T12:00:00.000Z';
const LIST = '/api/reservation/v1/reservations';
const listed = (id: string) => ({
  ...{ reservation_id: id, order_id: 'o-1', client: 'web', status: 'requested', requested_at: AT },
  ...{ expires_at: AT, attempts: 5, stuck: true },
});
const line = (awaits: string | null) => ({
  ...{ line: 1, seller_id: 's-1', sku: 'a', quantity: 2, location_id: 'default', status: 'requested' },
  ...{ held: 0, fulfilled: 0, released: 0, locations: [] },
  ...{ reason: null, available: null, awaits, awaits_since: awaits === null ? null : AT },
});
const PART = {
  ...{ part_id: 'box-1', action: 'confirm', at: AT },
  lines: [{ line: 1, location_id: 'default', quantity: 1, status: 'refused' }],
};
const reservation = (awaits: string | null) => ({
  ...{ reservation_id: 'r-1', order_id: 'o-1', client: 'web', status: 'requested', requested_at: AT },
  ...{ expires_at: AT, lines: [line(awaits)], parts: [PART], history: [] },
});

describe('the list of reservations', () => {
  it.each<[string, string]>([
    ['', 'sort=age&limit=100'],
    ['?sort=id', 'sort=id&limit=100'],
    ['?status=held&stuck=true', 'sort=age&limit=100&status=held&stuck=true'],
    ['?order=o-1', 'sort=age&limit=100&order_id=o-1'],
    ['?seller=s-1&sku=a', 'sort=age&limit=100&seller_id=s-1&sku=a'],
    // A SKU alone is no offer.
    ['?sku=a', 'sort=age&limit=100'],
  ])('at %j asks for %s', async (query, expected) => {
    const made = openPage(`/reservations${query}`, {
      '/api/session': aSession('vic', 'viewer'),
      '/api/now': aSnapshot(),
      [LIST]: { items: [listed('r-1')] },
    });
    await heading('Reservations');
    await screen.findByRole('link', { name: 'r-1' });
    expect(made.filter(({ path }) => path.startsWith(LIST)).map(({ path }) => path.split('?')[1])).toEqual([
      expected,
    ]);
  });

  it('is filtered by what was typed, once it is sent', async () => {
    const made = openPage('/reservations', {
      '/api/session': aSession('vic', 'viewer'),
      '/api/now': aSnapshot(),
      [LIST]: { items: [listed('r-1')] },
    });
    await heading('Reservations');
    fireEvent.change(await screen.findByLabelText('Order'), { target: { value: ' o-7 ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Find' }));
    await screen.findByRole('link', { name: 'r-1' });
    await screen.findByDisplayValue('o-7');
    expect(made.some(({ path }) => path.endsWith('order_id=o-7'))).toBe(true);
  });
});

describe('a reservation that waits', () => {
  const open = (role: string, awaits: string | null) =>
    openPage('/reservations/r-1', {
      '/api/session': aSession('ada', role),
      '/api/now': aSnapshot(),
      [`${LIST}/r-1`]: reservation(awaits),
      [`POST ${LIST}/r-1/send-again`]: reservation(awaits),
    });

  it('says what for, and its commands are sent again with a reason', async () => {
    const made = open('admin', 'reserve');
    await heading('Reservation r-1');
    expect((await screen.findByText(/the answer to reserve/)).textContent).toContain('2026-11-27 12:00:00Z');
    fireEvent.click(await screen.findByRole('button', { name: 'Send again' }));
    fireEvent.change(await screen.findByLabelText(/^Reason/), { target: { value: 'no answer for an hour' } });
    fireEvent.submit(screen.getByLabelText(/^Reason/));
    await screen.findByRole('button', { name: 'Send again' });
    const sent = made.find(({ method }) => method === 'POST');
    expect([sent?.path, sent?.body, sent?.headers['x-stockproof-csrf']]).toEqual([
      `${LIST}/r-1/send-again`,
      { reason: 'no answer for an hour' },
      'csrf-1',
    ]);
  });

  it('shows its parts, and what became of each line of them', async () => {
    open('viewer', 'reserve');
    await heading('Reservation r-1');
    const parts = await screen.findByRole('group', { name: 'Parts' });
    expect(parts.textContent).toContain('box-1');
    expect(parts.textContent).toContain('refused');
  });

  it.each<[string, string | null, string]>([
    ['viewer', 'reserve', 'this needs the role admin'],
    ['admin', null, 'no line waits for an answer'],
  ])('cannot be sent again by %s where it awaits %s: %s', async (role, awaits, why) => {
    open(role, awaits);
    await heading('Reservation r-1');
    await screen.findByText(why);
    expect((await screen.findByRole<HTMLButtonElement>('button', { name: 'Send again' })).disabled).toBe(
      true,
    );
  });
});
