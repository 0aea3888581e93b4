import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runningStack } from '@stockproof/testing';
import { there, Visitors } from './visitors.js';

/** The budget that `npm run gates` compares the build with. */
const MAX_FIRST_PAGE = 250 * 1024;
const stack = runningStack();
const visitors = new Visitors(stack);
afterAll(() => visitors.close());

(there ? describe : describe.skip)('an operator in a browser', () => {
  it('logs in at the identity provider, is back at the place that was wanted, and logs out', async () => {
    const page = await visitors.open('ada', '/recoveries?status=completed');
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/recoveries?status=completed');
    await page.getByRole('heading', { name: 'Recoveries', level: 1 }).waitFor();
    expect(await page.getByRole('banner').innerText()).toContain('ada');
    // No script of the page can read the session or a token.
    const kept = await page.evaluate<string>(
      'JSON.stringify([document.cookie, localStorage, sessionStorage])',
    );
    expect(kept).toMatch(/^\["",/);
    expect(kept).not.toMatch(/eyJ|csrf/);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(visitors.faults).toEqual([]);
  });

  it('loads at most 250 KiB of JavaScript (gzip) for the first page', async () => {
    const page = await visitors.open('grace', '/');
    // A pointer over a link would load the screen behind it.
    await page.mouse.move(0, 0);
    const fetched = new Set<string>();
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js')) fetched.add(pathname);
    });
    await page.reload();
    await page.getByRole('list', { name: 'The way of an update' }).waitFor();
    await page.getByRole('region', { name: 'The last 15 minutes' }).locator('canvas').first().waitFor();
    const bytes = [...fetched].map((file) => gzipSync(readFileSync(join('dist/console-web', file))).length);
    expect(fetched.size).toBeGreaterThan(0);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(MAX_FIRST_PAGE);
    expect(visitors.faults).toEqual([]);
  });
});
