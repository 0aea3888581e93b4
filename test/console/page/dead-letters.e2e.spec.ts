import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CSRF_HEADER } from '@stockproof/console';
import { eventually, queryDatabase, runningStack, type Seller, seller } from '@stockproof/testing';
import type { Page } from 'playwright-core';
import { sendPoison } from './subjects.js';
import { there, Visitors } from './visitors.js';

const LETTERS = 120;
/** A new one arrives with each so many that are cleared. */
const ARRIVES_EVERY = 20;
const CLEARED_WITHIN_MS = 120_000;

const stack = runningStack();
const visitors = new Visitors(stack);
afterAll(() => visitors.close());

(there ? describe : describe.skip)('120 dead letters', () => {
  const sku = `heap-${process.pid}`;
  const reason = 'A faulty release of the seller sent them; it sends them again';
  let owner: Seller;
  let page: Page;

  beforeAll(async () => {
    owner = await seller(stack);
    await sendPoison(
      owner,
      sku,
      Array.from({ length: LETTERS }, (_none, index) => `${sku}-${index}`),
    );
    await eventually(async () => expect(await inQuarantine('open')).toHaveLength(LETTERS));
    page = await visitors.open('grace', `/dead-letters?sku=${sku}`);
  });

  /** Event ids of the dead letters of the SKU that are open, or were dismissed with the reason. */
  async function inQuarantine(state: 'open' | 'dismissed'): Promise<string[]> {
    const rows = await queryDatabase<{ event_id: string }>(
      stack,
      'inventory',
      `SELECT event_id FROM quarantine WHERE sku = $1
       AND ($2 = 'open' AND closed_at IS NULL OR closed_as = $2 AND closed_reason = $3) ORDER BY source_offset`,
      [sku, state, reason],
    );
    return rows.map(({ event_id }) => event_id);
  }

  /** Asks the console as the page does, with its session. */
  function dismiss(place: string): Promise<number> {
    return page.evaluate<number>(`(async () => {
      const { csrf } = await (await fetch('/api/session')).json();
      const answer = await fetch('/api/recovery/v1/dead-letters/${place}/dismiss', {
        method: 'POST',
        headers: { 'content-type': 'application/json', '${CSRF_HEADER}': csrf },
        body: ${JSON.stringify(JSON.stringify({ reason }))},
      });
      return answer.status;
    })()`);
  }

  const messages = () => page.getByRole('region', { name: 'Messages, the oldest first' });

  it('are listed page by page, as many as the quarantine holds', async () => {
    await messages().getByText('100 shown').waitFor();
    await messages().getByRole('button', { name: 'Next page' }).click();
    await messages().getByText(`${LETTERS} shown, the end`).waitFor();
  });

  it('one is dismissed on the screen, with a reason, and is in the list no more', async () => {
    const link = messages().getByRole('link').first();
    const place = await link.innerText();
    await link.click();
    const panel = page.getByRole('region', { name: `Dead letter ${place}` });
    await panel.getByText(`${sku}-0`).first().waitFor();
    await panel.getByRole('button', { name: 'Dismiss' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Dismiss' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill(reason);
    await dialog.getByRole('button', { name: 'Dismiss' }).click();
    await panel.getByText('dismissed').waitFor();
    await messages()
      .getByText(`${LETTERS - 1} shown, the end`)
      .waitFor();
    expect(await messages().getByText(place, { exact: true }).count()).toBe(0);
  });

  it('the others are cleared while new ones arrive, which stay', async () => {
    const places = await messages().getByRole('link').allInnerTexts();
    expect(places).toHaveLength(LETTERS - 1);
    const arrived: string[] = [];
    for (let first = 0; first < places.length; first += ARRIVES_EVERY) {
      arrived.push(`${sku}-new-${first}`);
      await sendPoison(owner, sku, arrived.slice(-1));
      const some = places.slice(first, first + ARRIVES_EVERY);
      expect(await Promise.all(some.map(dismiss))).toEqual(some.map(() => 200));
    }
    await eventually(async () => expect(await inQuarantine('open')).toEqual(arrived), CLEARED_WITHIN_MS);
    expect(await inQuarantine('dismissed')).toHaveLength(LETTERS);
    await page.goto(`/dead-letters?sku=${sku}`);
    await messages().getByText(`${arrived.length} shown, the end`).waitFor();
    const group = page
      .getByRole('region', { name: 'By reason' })
      .getByRole('listitem')
      .filter({ hasText: `seller:${owner.seller_id}` });
    expect(await group.innerText()).toMatch(new RegExp(`^invalid_quantity\\s+${arrived.length}\\s`));
    await page.goto(`/dead-letters?sku=${sku}&state=closed`);
    await messages().getByText('100 shown').waitFor();
    expect(await messages().getByText(`grace: ${reason}`).count()).toBe(100);
    expect(visitors.faults).toEqual([]);
  });
});
