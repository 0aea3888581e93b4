/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { aProblem, aSellerSession, aSession, heading, openPage } from '../testing/stage.js';
import { aSnapshot } from '../testing/a-snapshot.js';

afterEach(cleanup);

const AT = '2026-11-27T12:00:00.000Z';
const LATER = '2999-01-01T00:00:00.000Z';
const UPDATES = '/api/command-handler/v1/inventory-updates';
const KEYS = '/api/ingestion/v1/sellers/s-1/api-keys';
const update = (change: object = {}) => ({
  ...{ event_id: 'e-1', status: 'accepted', sku: 'a', operation: 'I', quantity: 5, version: 3, reason: null },
  ...{ facts: null, event_time: AT, duplicates: null, decided_at: AT },
  ...change,
});
const key = (key_id: string, change: object = {}) => ({
  ...{ key_id, created_at: AT, created_by: 'sam of seller s-1', approved_by: null, reason: 'the shop' },
  ...{ successor_of: null, expires_at: LATER, revoked_at: null, revoked_by: null, last_used_at: null },
  ...change,
});
const SELLER = { '/api/session': aSellerSession('sam', 's-1') };
const AT_UPDATES = {
  ...SELLER,
  [UPDATES]: { items: [update()], next_after: null },
  '/api/ingestion/v1/queued-updates': { seller_id: 's-1', queued: 2 },
};

describe('what is shown to whom', () => {
  it('a person of a seller: the own screens and the verifier, and the first of them at the address of all', async () => {
    const made = openPage('/', AT_UPDATES);
    await heading('My updates');
    const places = within(screen.getByRole('navigation', { name: 'Screens' }));
    expect(places.getAllByRole('link').map(({ textContent }) => textContent)).toEqual([
      'Verify a file',
      'My updates',
      'My stock',
      'Import a file',
      'Keys',
    ]);
    // Nothing is asked that only operators are answered.
    expect(
      made.filter(({ path }) => path.startsWith('/api/now') || path.startsWith('/api/recovery')),
    ).toEqual([]);
  });

  it.each([
    '/recoveries',
    '/dead-letters',
    '/offers',
    '/offers/s-2/a',
    '/reservations',
    '/capture',
    '/positions',
  ])('%s is for operators', async (address) => {
    const made = openPage(address, SELLER);
    await heading('For operators');
    expect(made.map(({ path }) => path)).toEqual(['/api/session']);
  });

  it.each(['/me/updates', '/me/stock', '/me/stock/a', '/me/import', '/me/keys'])(
    '%s is for sellers, and no operator sees it as the own',
    async (address) => {
      openPage(address, { '/api/session': aSession('ada', 'admin', 'viewer'), '/api/now': aSnapshot() });
      await heading('For sellers');
      expect(screen.queryByRole('link', { name: 'My stock' })).toBeNull();
    },
  );
});

describe('my updates', () => {
  it.each<[object, string]>([
    [update(), 'accepted'],
    [
      update({ status: 'rejected', version: null, reason: 'insufficient_stock', facts: { available: 4 } }),
      'insufficient_stock, available 4',
    ],
    [update({ status: 'quarantined', sku: null, reason: 'invalid' }), 'invalid'],
    [update({ status: 'conflict', operation: null, quantity: null }), 'its id came with another body'],
    [update({ status: 'duplicate', duplicates: 2 }), 'came again 2 times'],
  ])('%j: %s', async (item, said) => {
    openPage('/me/updates', { ...AT_UPDATES, [UPDATES]: { items: [item], next_after: null } });
    await heading('My updates');
    expect((await screen.findByText('e-1')).closest('tr')?.textContent).toContain(said);
    await screen.findByText('2 updates queued');
  });

  it('are asked for by the filters of the address, page by page', async () => {
    const made = openPage('/me/updates?status=rejected&sku=a&since=2026-11-27T00%3A00%3A00Z', {
      ...AT_UPDATES,
      [UPDATES]: ({ path }: { path: string }) => ({
        items: [update({ event_id: path.includes('after=') ? 'e-9' : 'e-1' })],
        next_after: path.includes('after=') ? null : 'next',
      }),
    });
    await heading('My updates');
    fireEvent.click(await screen.findByRole('button', { name: 'Next page' }));
    await screen.findByText('e-9');
    const asked = made.filter(({ path }) => path.startsWith(UPDATES)).map(({ path }) => path.split('?')[1]);
    const filter = 'limit=100&status=rejected&sku=a&since=2026-11-27T00%3A00%3A00Z';
    expect(asked).toEqual([filter, `${filter}&after=next`]);
  });

  it('that are decided meanwhile are announced, and shown when they are asked for', async () => {
    let receive: (event: { data: string }) => void = () => undefined;
    class Stream {
      addEventListener(name: string, listener: typeof receive): void {
        if (name === 'updates') receive = listener;
      }
      close(): void {}
    }
    Object.assign(globalThis, { EventSource: Stream });
    try {
      let items = [update()];
      openPage('/me/updates', { ...AT_UPDATES, [UPDATES]: () => ({ items, next_after: null }) });
      await screen.findByText('e-1');
      items = [update({ event_id: 'e-2' }), update()];
      act(() => receive({ data: JSON.stringify({ items: [update({ event_id: 'e-2' })] }) }));
      const show = await screen.findByRole('button', { name: 'Show 1 new outcome' });
      expect(screen.queryByText('e-2')).toBeNull();
      fireEvent.click(show);
      await screen.findByText('e-2');
    } finally {
      Reflect.deleteProperty(globalThis, 'EventSource');
    }
  });
});

describe('my stock', () => {
  it('lists the own offers, by what their SKU begins with', async () => {
    const made = openPage('/me/stock?q=a', {
      ...SELLER,
      '/api/command-handler/v1/offers': {
        items: [{ seller_id: 's-1', sku: 'a-1', stock_on_hand: 1_200, version: 3, updated_at: AT }],
        next_after: null,
      },
    });
    const link = await screen.findByRole('link', { name: 'a-1' });
    expect([link.getAttribute('href'), link.closest('tr')?.textContent]).toEqual([
      '/me/stock/a-1',
      expect.stringContaining('1\u2009200'),
    ]);
    expect(made.at(-1)?.path).toContain('seller_id=s-1');
    expect(made.at(-1)?.path).toContain('q=a');
  });

  it('shows an offer by bucket and location, and how sure it is; one dead source greys its part', async () => {
    openPage('/me/stock/a', {
      ...SELLER,
      '/api/command-handler/v1/offers/s-1/a': {
        ...{
          seller_id: 's-1',
          sku: 'a',
          stock_on_hand: 9,
          version: 2,
          chain_digest: 'a'.repeat(64),
          updated_at: AT,
        },
        buckets: [{ bucket_type: 'damaged', location_id: 'fra-1', quantity: 4, updated_at: AT }],
      },
      '/api/command-handler/v1/offers/s-1/a/transactions': { seller_id: 's-1', sku: 'a', transactions: [] },
      '/api/availability/v1/availability/a/s-1': aProblem(403, 'forbidden', 'no'),
    });
    await heading('a');
    expect((await screen.findByText('fra-1')).closest('tr')?.textContent).toContain('damaged');
    await screen.findByText('No answer from availability.');
  });
});

describe('my keys', () => {
  const at = (answers: object) =>
    openPage('/me/keys', { ...SELLER, [KEYS]: { api_keys: [key('k-1')] }, ...answers });

  it.each<[object, string]>([
    [{}, 'valid'],
    [{ expires_at: AT }, 'expired'],
    [{ revoked_at: AT, revoked_by: 'sam' }, 'revoked'],
  ])('%j is %s', async (change, state) => {
    openPage('/me/keys', { ...SELLER, [KEYS]: { api_keys: [key('k-1', change)] } });
    const row = (await screen.findByText('k-1')).closest('tr');
    expect(row?.textContent).toContain(state);
    expect(within(row as HTMLElement).queryByRole('button', { name: 'Revoke' }) !== null).toBe(
      state === 'valid',
    );
  });

  it('are made with what they are for, and shown once', async () => {
    const made = at({ [`POST ${KEYS}`]: { key_id: 'k-2', api_key: 'sp_secret', expires_at: LATER } });
    await screen.findByText('k-1');
    fireEvent.click(await screen.findByRole('button', { name: 'New key' }));
    fireEvent.change(await screen.findByLabelText(/^Reason/), { target: { value: 'the shop' } });
    fireEvent.submit(screen.getByLabelText(/^Reason/));
    await screen.findByText('sp_secret');
    expect(made.find(({ method }) => method === 'POST')?.body).toEqual({ reason: 'the shop' });
    fireEvent.click(screen.getByRole('button', { name: 'I have stored it' }));
    expect(screen.queryByText('sp_secret')).toBeNull();
  });

  it.each<[string, string, string]>([
    ['Rotate', 'POST', `${KEYS}/k-1/rotate`],
    ['Revoke', 'DELETE', `${KEYS}/k-1`],
  ])('%s asks first, and sends %s %s', async (name, method, path) => {
    const made = at({
      [`POST ${KEYS}/k-1/rotate`]: {
        key_id: 'k-2',
        api_key: 'sp_next',
        expires_at: LATER,
        previous_expires_at: LATER,
      },
      [`DELETE ${KEYS}/k-1`]: null,
    });
    fireEvent.click(await screen.findByRole('button', { name }));
    expect(made.some((one) => one.method === method)).toBe(false);
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name }));
    if (name === 'Rotate') await screen.findByText('sp_next');
    await screen.findByText('k-1');
    expect(made.filter((one) => one.method === method).map((one) => one.path)).toEqual([path]);
  });
});
