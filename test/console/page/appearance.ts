import { eventually } from '@stockproof/testing';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { DESK, PHONE } from './visitors.js';

/** Loads axe with every page that is opened from now on. */
export const loadAxe = (page: Page): Promise<unknown> => page.addInitScript({ content: axe.source });

/** What axe finds on the page, one line each. Call loadAxe before the page is opened. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await page.evaluate<AxeResults>('axe.run()');
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message}`));
}

/** The page in dark colours, from now on. */
export async function darken(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
}

/** Rejects if the page is wider than the window of a phone. Afterwards it is as wide as on a desk again. */
export async function fitsPhone(page: Page, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  await page.setViewportSize(PHONE);
  // A chart takes the new width when its container has told it.
  await eventually(async () => {
    const beyond = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (beyond !== 0) throw new Error(`${page.url()} goes ${beyond} px beyond the window`);
  });
  await meanwhile();
  await page.setViewportSize(DESK);
}
