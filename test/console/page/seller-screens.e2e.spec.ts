import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningStack } from '@stockproof/testing';
import type { Page } from 'playwright-core';
import { darken, fitsPhone, loadAxe, violations } from './appearance.js';
import { there, Visitors } from './visitors.js';

const ROWS = 1_500;
const visitors = new Visitors(runningStack());
afterAll(() => visitors.close());

const sku = `page-${randomUUID().slice(0, 8)}`;
/** A file of a shop: two of its rows are faulty. */
const FILE = {
  name: 'stock.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'SKU,Qty',
      ...Array.from({ length: ROWS }, (_none, index) => `${sku}-${index},${index + 1}`),
      `${sku}-many,many`,
      `${sku}-below,-4`,
    ].join('\n'),
  ),
};

(there ? describe : describe.skip)('a seller at the console', () => {
  let page: Page;
  beforeAll(async () => {
    page = await visitors.open('sam', '/me/updates');
    await loadAxe(page);
  });

  const byState = (): Promise<string> =>
    page.getByRole('list', { name: 'Rows by state' }).innerText({ timeout: 60_000 });
  const checkFile = async (): Promise<void> => {
    await page.goto('/me/import');
    await page.locator('input[type=file]').setInputFiles(FILE);
    await page.getByLabel('Operation of every row').selectOption('I');
    await page.getByLabel('Event time of every row').fill('2026-06-19T18:23:11Z');
    await page.getByRole('button', { name: 'Check every row' }).click();
    await page.getByText('Nothing was sent yet.').waitFor();
  };

  it('imports a file: every row is checked first, each has its result, and the faulty ones can be downloaded', async () => {
    await checkFile();
    expect((await byState()).replace(/\s+/g, ' ')).toMatch(/valid 1 500 .*invalid 2/);
    await page.getByRole('button', { name: /^Send 1\s500 valid rows$/ }).click();
    await page.getByText(/accepted 1\s500/).waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download 2 rows that failed' }).click(),
    ]);
    const failed = readFileSync(await download.path(), 'utf8')
      .trim()
      .split(/\r?\n/);
    expect(failed).toHaveLength(3);
    expect(failed.slice(1).map((line) => line.split(',')[0])).toEqual([`${sku}-many`, `${sku}-below`]);
    expect(visitors.faults).toEqual([]);
  });

  it('imports the same file again, and its stock is as before', async () => {
    await checkFile();
    await page.getByRole('button', { name: /^Send 1\s500 valid rows$/ }).click();
    await page.getByText(/duplicate 1\s500/).waitFor({ timeout: 60_000 });
    await page.goto(`/me/stock?q=${sku}-1499`);
    await page.getByRole('row', { name: new RegExp(`${sku}-1499.*1\\s500`) }).waitFor();
  });

  it.each<[string, string, RegExp, RegExp]>([
    ['My updates', `/me/updates?sku=${sku}-3`, /^My updates$/, new RegExp(`${sku}-3`)],
    ['My stock', '/me/stock', /^My stock$/, /on hand/],
    ['an offer', `/me/stock/${sku}-7`, new RegExp(sku), /8 sellable/],
    ['Keys', '/me/keys', /^Keys$/, /the newest first/],
    ['Import', '/me/import', /^Import a file$/, /CSV file with a header/],
  ])('%s breaks no rule of axe in either theme, and fits 360 px', async (_name, place, heading, loaded) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(place);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByRole('main').getByText(loaded).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await darken(page);
    expect(await violations(page)).toEqual([]);
    await fitsPhone(page);
    expect(visitors.faults).toEqual([]);
  });
});
