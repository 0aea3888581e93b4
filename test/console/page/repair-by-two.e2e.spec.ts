import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  callRecovery,
  eventually,
  queryDatabase,
  type RecoveryShown,
  runningStack,
  seller,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import type { Page } from 'playwright-core';
import type { TrialOffer } from '../../recovery/trial-offer.js';
import { plannedRepair, wrongOffer } from './subjects.js';
import { there, Visitors } from './visitors.js';

/** A recovery uses what the live services leave, which is little on a busy machine. */
const RECOVERED_WITHIN_MS = 120_000;

const stack = runningStack();
const visitors = new Visitors(stack);
afterAll(() => visitors.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** Presses a button that asks once more, and says yes. */
async function press(page: Page, name: string): Promise<void> {
  await button(page, name).click();
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
}
const damaged = async ({ seller_id, sku }: TrialOffer): Promise<number | undefined> => {
  const [row] = await queryDatabase<{ damaged: string }>(
    stack,
    'availability',
    'SELECT damaged FROM offer_availability WHERE seller_id = $1 AND sku = $2',
    [seller_id, sku],
  );
  return row === undefined ? undefined : Number(row.damaged);
};

(there ? describe : describe.skip)('a repair by two people', () => {
  let offer: TrialOffer;
  let ada: Page;
  let place: string;
  beforeAll(async () => {
    offer = await wrongOffer(stack);
    ada = await visitors.open('ada', `/offers/${offer.seller_id}/${offer.sku}`);
  });

  it('begins at the number that looks wrong, is verified, and is planned of what was found', async () => {
    await ada.getByText('1, not 5').waitFor();
    await button(ada, 'Prove now').click();
    await ada.getByLabel('Intent').fill('One bucket looks wrong');
    await button(ada, 'Verify').click();
    const found = ada.getByRole('region', { name: 'What was found' });
    await found.getByText('expected damaged 5').waitFor({ timeout: RECOVERED_WITHIN_MS });
    expect(await found.getByText('found damaged 1').count()).toBe(1);
    expect(await ada.getByRole('status').first().innerText()).toMatch(/untrusted.*Nothing has changed/);
    await button(ada, 'Make the plan').click();
    await ada.getByRole('heading', { level: 1, name: /^Repair of / }).waitFor();
    place = new URL(ada.url()).pathname;
    expect(await ada.getByRole('region', { name: 'Plan' }).innerText()).toContain('1 offer of 1 seller');
    expect(await damaged(offer)).toBe(1);
  });

  it('is not approved by who asked for it, and the page says why', async () => {
    const approve = button(ada, 'Approve this plan');
    expect(await approve.isDisabled()).toBe(true);
    const id = await approve.getAttribute('aria-describedby');
    const { body } = await callRecovery<{ may: { why: string } }>(
      stack,
      'GET',
      place.replace('/recoveries', '/v1/recoveries'),
      'ada',
    );
    expect(body.may.why).not.toBe('');
    expect(await ada.locator(`[id="${id}"]`).innerText()).toBe(body.may.why);
    expect(await button(ada, 'Start').isDisabled()).toBe(true);
  });

  it('is approved by another, who found it among what waits, as the plan that is on the screen', async () => {
    const grace = await visitors.open('grace', '/');
    await grace.getByRole('region', { name: 'Waiting for approval' }).locator(`a[href="${place}"]`).click();
    const shown = await grace.getByRole('region', { name: 'Plan' }).locator('dd').last().innerText();
    await press(grace, 'Approve this plan');
    await grace.getByText('Approved by grace').waitFor();
    const [row] = await approvals(place);
    expect(row).toMatchObject({ plan_digest: shown.replace(/\s/g, ''), by: 'grace' });
    expect(await damaged(offer)).toBe(1);
  });

  it('is started by who asked for it, and then the number is right everywhere', async () => {
    await ada.getByText('Approved by grace').waitFor();
    await button(ada, 'Start').click();
    const evidence = ada.getByRole('link', { name: 'Signed evidence' });
    await evidence.waitFor({ timeout: RECOVERED_WITHIN_MS });
    expect(await ada.getByRole('main').innerText()).toMatch(/completed.*verdict.*trusted/s);
    expect(await damaged(offer)).toBe(5);
    await evidence.click();
    await ada.getByText('1 applied of 1 sent').waitFor();
    await ada.goto(`/offers/${offer.seller_id}/${offer.sku}`);
    const view = ada.getByRole('row', { name: /^availability view/ });
    await view.waitFor();
    expect(await view.innerText()).not.toContain('not');
    // Each bucket on the screen is what the ledger's tables hold.
    const buckets = await queryDatabase<{ bucket_type: string; quantity: string }>(
      stack,
      'inventory',
      `SELECT bucket_type, sum(quantity)::text AS quantity FROM inventory_bucket
       WHERE seller_id = $1 AND sku = $2 GROUP BY bucket_type`,
      [offer.seller_id, offer.sku],
    );
    const held = (bucket: string) =>
      buckets.find(({ bucket_type }) => bucket_type === bucket)?.quantity ?? '0';
    for (const row of [/^ledger rows/, /^stock tables/, /^availability view/])
      expect((await ada.getByRole('row', { name: row }).locator('td').allInnerTexts()).slice(2, 6)).toEqual(
        ['sellable', 'reserved', 'damaged', 'return_to_vendor'].map(held),
      );
    expect(visitors.faults).toEqual([]);
  });
});

/** The approvals in the history of a run, as the service tells it. */
async function approvals(place: string): Promise<readonly Record<string, unknown>[]> {
  const { body } = await callRecovery<{ items: readonly { readonly type: string }[] }>(
    stack,
    'GET',
    `${place.replace('/recoveries', '/v1/recoveries')}/history`,
  );
  return body.items.filter(({ type }) => type.includes('approv')) as Record<string, unknown>[];
}

(there ? describe : describe.skip)('a plan that was made again while another person looked at it', () => {
  let offer: TrialOffer;
  let planned: RecoveryShown;
  let grace: Page;
  /** One event more, which a new plan has to read. */
  async function planAgain(event_id: string): Promise<RecoveryShown> {
    const owner = await seller(stack, offer.seller_id);
    const event_time = new Date().toISOString();
    await owner.post(anEvent({ ...offer, event_id, quantity: 1, event_time }));
    await eventually(async () =>
      expect(await (await owner.outcome(event_id)).json()).toMatchObject({ status: 'accepted' }),
    );
    const { body } = await callRecovery(stack, 'POST', `/v1/recoveries/${planned.recovery_id}/plan`, 'ada');
    return body;
  }

  beforeAll(async () => {
    offer = await wrongOffer(stack);
    planned = await plannedRepair(stack, offer);
    grace = await visitors.open('grace', `/recoveries/${planned.recovery_id}`);
    await button(grace, 'Approve this plan').waitFor();
  });

  it('is announced with what changed, and not put under the pointer', async () => {
    const again = await planAgain('one-more');
    expect(again.plan_digest).not.toBe(planned.plan_digest);
    const plan = grace.getByRole('region', { name: 'Plan' });
    await plan.getByText('The plan was made again while you looked at it.').waitFor();
    expect(await plan.getByRole('status').innerText()).toMatch(/An approval of this one is void.*5.*6/s);
    expect(await plan.innerText()).toContain(planned.plan_digest);
    expect(await button(grace, 'Approve this plan').isDisabled()).toBe(true);
    await button(grace, 'Show the new plan').click();
    await plan.getByText(again.plan_digest).waitFor();
  });

  it('is not approved by a page that does not know it: the service refuses the old digest, and the page says so', async () => {
    await grace.route('**/progress', (route) => route.abort());
    await grace.reload();
    await button(grace, 'Approve this plan').waitFor();
    await planAgain('two-more');
    await press(grace, 'Approve this plan');
    const alert = grace.getByRole('dialog').getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/look at it and approve that\s+409 plan_changed/);
    expect(await grace.getByText('Approved by').count()).toBe(0);
    const { body } = await callRecovery<{ status: string; approval: unknown }>(
      stack,
      'GET',
      `/v1/recoveries/${planned.recovery_id}`,
    );
    expect(body).toMatchObject({ status: 'planned', approval: null });
    expect(visitors.faults).toEqual([]);
  });
});
