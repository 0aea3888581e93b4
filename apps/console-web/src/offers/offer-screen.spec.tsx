/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aProblem, aSession, heading, openPage } from '../testing/stage.js';

// jsdom has no layout: an element of no height has no rows in sight.
beforeAll(() => {
  for (const side of ['clientWidth', 'clientHeight'])
    Object.defineProperty(HTMLElement.prototype, side, { value: 520, configurable: true });
});
afterEach(cleanup);

const AT = '2026-11-27T12:00:00.000Z';
const LEDGER = '/api/command-handler/v1/offers/s-1/a';
const VIEW = '/api/availability/v1/availability/a/s-1';
const digest = (version: number): string => String(version).repeat(64);

/** A row of the ledger that receives so many units. */
const row = (version: number, quantity: number, change: object = {}) => ({
  ...{ seller_id: 's-1', sku: 'a', event_id: `evt-${version}`, version, operation: 'I', status: 'accepted' },
  ...{
    quantity,
    requested_quantity: quantity,
    delta_quantity: quantity,
    from_bucket: null,
    from_location: null,
  },
  ...{ to_bucket: 'sellable', to_location: 'fra-1', event_time: AT, accepted_at: AT, schema_version: 1 },
  ...{ request_hash: digest(9), reason: null, reference: null, correlation_id: null, causation_id: null },
  ...{ traceparent: null, source_topic: 't', source_partition: 0, source_offset: version },
  ...{ previous_digest: digest(version - 1), chain_digest: digest(version) },
  ...change,
});
const ROWS = [row(1, 5), row(2, 4)];
const view = (sellable: number) => ({
  ...{ seller_id: 's-1', sku: 'a', version: 2, revision: 2, stock_on_hand: sellable, sellable, reserved: 0 },
  ...{ damaged: 0, return_to_vendor: 0, locations: [], event_time: AT, accepted_at: AT, as_of: AT },
  ...{ freshness_ms: 40, status: 'current', confidence: 'unverified', verified_at: null },
});

async function opened(answers: Readonly<Record<string, unknown>> = {}, query = ''): Promise<void> {
  openPage(`/offers/s-1/a${query}`, {
    '/api/session': aSession('vic', 'viewer'),
    '/api/now': aSnapshot(),
    [LEDGER]: {
      ...{
        seller_id: 's-1',
        sku: 'a',
        stock_on_hand: 9,
        version: 2,
        chain_digest: digest(2),
        updated_at: AT,
      },
      buckets: [
        {
          ...{ bucket_type: 'sellable', location_id: 'fra-1', quantity: 9, updated_at: AT },
          ...{ counted_at: AT, late_since_count: 2 },
        },
      ],
    },
    [`${LEDGER}/transactions`]: { seller_id: 's-1', sku: 'a', transactions: ROWS },
    [VIEW]: view(9),
    '/api/recovery/v1/confidence/offers': { items: [], next: null },
    '/api/recovery/v1/evidence-summaries': { items: [], next_before: null },
    ...answers,
  });
  await heading('a of s-1');
}

const witness = async (name: string): Promise<HTMLElement> =>
  screen.findByRole('row', { name: new RegExp(`^${name}`) });

describe('the witnesses of an offer', () => {
  it('agree', async () => {
    await opened();
    await screen.findByText(/^Version 2, 9 on hand. Counted .*; 2 late movements since.$/);
    expect((await witness('availability view')).textContent).toContain('9');
    expect(screen.queryByText(/, not /)).toBeNull();
  });

  it('are marked where one says otherwise than the rows add up to', async () => {
    await opened({ [VIEW]: view(12) });
    expect(await screen.findByText(/12, not 9/)).toBeTruthy();
    expect((await witness('stock tables')).textContent).not.toContain('not');
  });

  it('are shown without the one that does not answer, with its problem', async () => {
    await opened({ [VIEW]: aProblem(403, 'forbidden', 'only buyers') });
    expect((await witness('availability view')).textContent).toContain('no whole answer');
    expect((await screen.findByRole('alert')).textContent).toContain('only buyers');
  });
});

describe('a comparison version by version', () => {
  const LANES = '/api/recovery/v1/offers/s-1/a/lanes';
  const item = (version: number, cdc: object = {}) => ({
    version,
    ledger: {
      ...{ status: 'accepted', operation: 'I', quantity: 5, accepted_at: AT },
      ...{ digest_holds: version === 1, follows: true },
    },
    captured: { state: 'same', columns: [], offset: 4, lsn: '0/AB', captured_at: AT, ...cdc },
    view: 'contains',
    published: { state: 'passed_over', columns: [], offset: null, revision: null, published_at: null },
    signed: { state: 'unsigned', by: null, sequence: null },
  });
  const ANSWER = {
    ...{ seller_id: 's-1', sku: 'a', ledger_version: 2, view: null, next_from_version: null },
    items: [item(1), item(2, { state: 'differs', columns: ['quantity'] })],
    first_difference: { version: 2, witness: 'ledger', what: 'the row has not the digest of its content' },
  };

  it('is made when it is asked for, and names the version where they part', async () => {
    await opened({ [LANES]: ANSWER });
    const ask = await screen.findByRole('button', { name: 'Compare 20 versions from 1' });
    expect(screen.queryByText(/They part first/)).toBeNull();
    await userEvent.click(ask);
    expect(await screen.findByText(/They part first at version 2, ledger/)).toBeTruthy();
    expect((await screen.findByRole('row', { current: true })).textContent).toContain('differs: quantity');
  });

  it('is in the address, and says so if all agree', async () => {
    await opened({ [LANES]: { ...ANSWER, items: [item(1)], first_difference: null } }, '?lanes=1');
    expect(await screen.findByText(/No witness contradicts the ledger in these 1 versions/)).toBeTruthy();
  });
});

describe('a service that does not answer', () => {
  it('is named once, not for each of its answers', async () => {
    const silent = aProblem(502, 'no_answer', 'command-handler does not answer');
    await opened({ [LEDGER]: silent, [`${LEDGER}/transactions`]: silent });
    await screen.findByText(/for the reason above/);
    expect(screen.getAllByText(/command-handler does not answer/)).toHaveLength(1);
  });
});

describe('the history of an offer', () => {
  it('is marked where a row does not follow the row before it, and at the version of the address', async () => {
    const broken = [row(1, 5), row(2, 4, { previous_digest: digest(7) })];
    await opened(
      { [`${LEDGER}/transactions`]: { seller_id: 's-1', sku: 'a', transactions: broken } },
      '?v=1',
    );
    const table = await screen.findByRole('table', { name: 'Versions' });
    const [first, second] = await within(table)
      .findAllByText(/evt-/)
      .then(() => within(table).getAllByRole('row').slice(1));
    expect([first?.textContent?.includes('chain broken'), first?.getAttribute('aria-current')]).toEqual([
      false,
      'true',
    ]);
    expect([second?.textContent?.includes('chain broken'), second?.getAttribute('aria-current')]).toEqual([
      true,
      null,
    ]);
  });

  it('names the records that attest it, with the version of each', async () => {
    const item = {
      ...{ sequence: 7, recovery_id: 'rec-7', digest: digest(3), recorded_at: AT, flow: 'f', mode: 'verify' },
      ...{
        requested_by: 'ada',
        confidence_status: 'trusted',
        attests: { version: 2, chain_digest: digest(2) },
      },
    };
    await opened({ '/api/recovery/v1/evidence-summaries': { items: [item], next_before: null } });
    const link = await screen.findByRole('link', { name: 'rec-7' });
    expect(link.getAttribute('href')).toBe('/evidence/rec-7');
    expect(link.closest('tr')?.textContent).toContain('version 2');
  });
});
