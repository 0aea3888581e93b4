import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningStack } from '@stockproof/testing';
import type { Page } from 'playwright-core';
import { darken, fitsPhone, loadAxe, violations } from './appearance.js';
import { type Screen, SCREENS, type Subjects } from './screens.js';
import { makeSubjects } from './subjects.js';
import { there, Visitors } from './visitors.js';

/** STOCKPROOF_TEST_PICTURES=docs/console writes a picture of each screen into that folder. */
const PICTURES = process.env['STOCKPROOF_TEST_PICTURES'];

/** Stops of the Tab key from the top of a screen to what it is for, at most. */
const MAX_STOPS = 30;

const visitors = new Visitors(runningStack());
afterAll(() => visitors.close());

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
}

(there ? describe : describe.skip)('the screen', () => {
  let page: Page;
  let subjects: Subjects;
  beforeAll(async () => {
    subjects = await makeSubjects(visitors.stack);
    page = await visitors.open('grace', '/');
    await loadAxe(page);
  });

  async function open({ place, heading, loaded }: Screen): Promise<void> {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(place(subjects));
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByRole('main').getByText(loaded).first().waitFor();
  }

  it.each(SCREENS.map((screen): [string, Screen] => [screen.name, screen]))(
    '%s breaks no rule of axe in either theme, and fits 360 px',
    async (name, screen) => {
      await open(screen);
      await picture(page, name);
      expect(await violations(page)).toEqual([]);
      await darken(page);
      if (name === 'now') await picture(page, 'now-dark');
      expect(await violations(page)).toEqual([]);
      await fitsPhone(page, () => (name === 'run' ? picture(page, 'run-360') : Promise.resolve()));
      expect(visitors.faults).toEqual([]);
    },
  );

  it.each<[string, string, string, (of: Subjects) => string]>([
    ['grace', 'button', 'Approve this plan', ({ planned }) => `/recoveries/${planned}`],
    ['grace', 'button', 'Dismiss', ({ dead_letter }) => `/dead-letters?dead_letter=${dead_letter}`],
    ['ada', 'button', 'Restart', () => '/capture'],
    ['ada', 'button', 'Prove now', ({ seller_id, sku }) => `/offers/${seller_id}/${sku}`],
    ['ada', 'button', 'Make the plan', ({ verified }) => `/recoveries/new?verified=${verified}`],
  ])('lets %s reach the %s "%s" with the keyboard alone', async (name, role, action, place) => {
    const own = await visitors.open(name, place(subjects));
    const wanted = own.getByRole(role as 'button', { name: action, exact: true }).first();
    await wanted.waitFor();
    await own.reload();
    await wanted.waitFor();
    // The first stop leaves the navigation behind.
    await own.keyboard.press('Tab');
    await own.keyboard.press('Enter');
    const hasFocus = () => wanted.evaluate((element) => element.matches(':focus'));
    let stops = 0;
    while (stops < MAX_STOPS && !(await hasFocus())) {
      await own.keyboard.press('Tab');
      stops += 1;
    }
    expect([action, await hasFocus()]).toEqual([action, true]);
    await own.context().close();
  });
});
