import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, queryDatabase, runningStack, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import type { Page } from 'playwright-core';
import { there, Visitors } from './visitors.js';

const VERSIONS = 10_000;
const POSTED_AT_ONCE = 500;
/** What the page asks for at once (offer-screen.tsx). */
const PAGE = 1_000;
/** Rows in the document at most, however many are loaded: those in sight and some around them. */
const MAX_ROWS = 60;
const POSTED_WITHIN_MS = 120_000;

const stack = runningStack();
const visitors = new Visitors(stack);
afterAll(() => visitors.close());

(there ? describe : describe.skip)('an offer with 10,000 versions', () => {
  const sku = `long-${process.pid}`;
  let seller_id: string;
  let page: Page;
  let requests = 0;

  beforeAll(async () => {
    const owner = await seller(stack);
    seller_id = owner.seller_id;
    for (let first = 1; first <= VERSIONS; first += POSTED_AT_ONCE) {
      const batch = Array.from({ length: POSTED_AT_ONCE }, (_none, index) =>
        anEvent({
          ...{ event_id: `${sku}-${first + index}`, sku, seller_id },
          ...{ operation: (first + index) % 3 === 0 ? 'D' : 'I', quantity: 1 + ((first + index) % 3) },
        }),
      );
      expect((await owner.post(batch)).status).toBe(202);
    }
    await eventually(
      async () => expect(await inLedger()).toMatchObject({ version: VERSIONS }),
      POSTED_WITHIN_MS,
    );
    page = await visitors.open('grace', '/offers');
    page.on('request', (request) => {
      if (request.url().includes('/transactions')) requests += 1;
    });
  });

  async function inLedger(): Promise<{ version: number; sellable: string } | undefined> {
    const [row] = await queryDatabase<{ version: number; sellable: string }>(
      stack,
      'inventory',
      `SELECT s.version::int AS version, b.quantity::text AS sellable
       FROM inventory_stock_on_hand s JOIN inventory_bucket b USING (seller_id, sku)
       WHERE seller_id = $1 AND sku = $2 AND bucket_type = 'sellable'`,
      [seller_id, sku],
    );
    return row;
  }
  const list = () => page.getByRole('table', { name: 'Versions' });
  const rows = () => list().getByRole('row').count();

  it('is shown from its first version on, with one page of them', async () => {
    await page.goto(`/offers/${seller_id}/${sku}`);
    await list().getByText(`${sku}-1`, { exact: true }).waitFor();
    await page.getByText('1\u2009000 of 10\u2009000 versions loaded').waitFor();
    expect(requests).toBe(1);
    expect(await rows()).toBeLessThan(MAX_ROWS);
  });

  it('is scrolled to its last version: each page is asked for once, and few rows are in the document', async () => {
    await list().hover();
    let most = 0;
    await eventually(async () => {
      await page.mouse.wheel(0, 20_000);
      most = Math.max(most, await rows());
      expect(await list().getByText(`${sku}-${VERSIONS}`, { exact: true }).count()).toBe(1);
    });
    expect(most).toBeLessThan(MAX_ROWS);
    expect(requests).toBeLessThanOrEqual(VERSIONS / PAGE + 1);
  });

  it('has the balance after its last version that the stock tables hold', async () => {
    const last = await list().getByRole('row').last().getByRole('cell').allInnerTexts();
    const { sellable } = (await inLedger()) ?? {};
    expect([last[0], last[3]].map((text) => text?.replace(/\D/g, ''))).toEqual([String(VERSIONS), sellable]);
    const summed = page.getByRole('row', { name: /^ledger rows, added up/ });
    expect((await summed.getByRole('cell').nth(2).innerText()).replace(/\D/g, '')).toBe(sellable);
    expect(visitors.faults).toEqual([]);
  });

  it('is opened at the version that a link names', async () => {
    await page.goto(`/offers/${seller_id}/${sku}?v=4321`);
    const marked = list().locator('[aria-current=true]');
    await marked.waitFor();
    expect(await marked.innerText()).toContain(`${sku}-4321`);
  });
});
