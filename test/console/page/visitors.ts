import { readPeople } from '@stockproof/embedded';
import type { RunningStack } from '@stockproof/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromiumPath, startChromium } from './chromium.js';

/** Deadline of what the page does by itself on a busy machine. */
const WITHIN_MS = 30_000;
export const DESK = { width: 1280, height: 900 } as const;
export const PHONE = { width: 360, height: 740 } as const;

/** What Chromium's console says of an answer that is no 2xx; the page shows these itself. */
const OF_AN_ANSWER = /^Failed to load resource: the server responded with a status of|net::ERR_/;

const path = await chromiumPath();
/** Whether there is a Chromium: without one, specs of the page are skipped. */
export const there = path !== null;

/** People at browsers of their own: each has its cookies. One Chromium for a spec file. */
export class Visitors {
  private browser: Promise<Browser> | null = null;
  /** Errors of the page's own code, and what the page's policy refused: there should be none. */
  readonly faults: string[] = [];

  constructor(readonly stack: RunningStack) {}

  /** A new browser window of a person who is logged in, or of nobody (null), at a place of the console. */
  async open(name: string | null, place: string, options: BrowserContextOptions = {}): Promise<Page> {
    this.browser ??= startChromium(path ?? '');
    const context = await (
      await this.browser
    ).newContext({ baseURL: this.stack.urls.console, viewport: DESK, colorScheme: 'light', ...options });
    context.setDefaultTimeout(WITHIN_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.faults.push(`${page.url()}: ${error.message}`));
    page.on('console', (said) => {
      if (said.type() === 'error' && !OF_AN_ANSWER.test(said.text()))
        this.faults.push(`${page.url()}: ${said.text()}`);
    });
    await page.goto(place);
    if (name !== null) await this.logIn(page, name);
    return page;
  }

  /** From "Log in" through the provider's form, and back to the place that was looked at. */
  async logIn(page: Page, name: string): Promise<void> {
    const person = (await readPeople(this.stack.home)).find((one) => one.name === name);
    if (person === undefined) throw new Error(`nobody is called ${name}`);
    await page.getByRole('link', { name: 'Log in at the identity provider' }).click();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
  }

  async close(): Promise<void> {
    await (await this.browser)?.close();
  }
}
