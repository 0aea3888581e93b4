import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Evidence } from '@stockproof/evidence';
import { callRecovery, recover, runningStack, seller } from '@stockproof/testing';
import type { Page } from 'playwright-core';
import { trialOffer } from '../../recovery/trial-offer.js';
import { there, Visitors } from './visitors.js';

const stack = runningStack();
const visitors = new Visitors(stack);
afterAll(() => visitors.close());

/** Drops a file on the page, as from the desktop. */
async function drop(page: Page, name: string, content: unknown): Promise<void> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const dataTransfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'application/json' }));
    return data;
  })()`);
  await page.getByText('Drop files here, or choose them').dispatchEvent('drop', { dataTransfer });
}

/** The same record with one member set, by its path. */
function forged(record: Evidence, path: string, value: unknown): object {
  const copy = JSON.parse(JSON.stringify(record)) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce((of, name) => of[name] as Record<string, unknown>, copy);
  holder[last] = value;
  return copy;
}

(there ? describe : describe.skip)('evidence in a browser of nobody, with the network off', () => {
  let page: Page;
  let record: Evidence;
  let keys: object;
  const asked: string[] = [];
  const result = () => page.getByRole('region', { name: record.recovery_id, exact: true });
  const again = async () => {
    await page.getByRole('button', { name: 'Begin again' }).click();
    await drop(page, 'public.jwks.json', keys);
  };

  beforeAll(async () => {
    const { seller_id, sku } = await trialOffer(stack, await seller(stack));
    record = await recover(stack, { scope: { type: 'by_offer', offers: [{ seller_id, sku }] } });
    keys = (await callRecovery<object>(stack, 'GET', '/v1/evidence/keys')).body;
    page = await visitors.open(null, '/verify');
    await page.getByRole('heading', { name: 'Verify a file', level: 1 }).waitFor();
    await page.context().setOffline(true);
    page.on('request', (request) => asked.push(request.url()));
    await drop(page, 'public.jwks.json', keys);
    await page.getByText(/^\W*\d+ keys?$/).waitFor();
  });

  it('is valid as it was signed', async () => {
    await drop(page, 'record.json', record);
    await result().waitFor();
    expect(await result().innerText()).toMatch(/valid.*says trusted/s);
    expect(await page.getByRole('region', { name: 'Result' }).getByRole('status').innerText()).toMatch(
      /^1 of 1 valid/,
    );
  });

  it.each<[string, unknown]>([
    ['confidence_status', 'untrusted'],
    ['offers.count', 'many'],
    ['integrity.content_digest', '0'.repeat(64)],
    ['approved_by', 'grace'],
  ])('is invalid where %s is forged, and names it as the first wrong field', async (path, value) => {
    await again();
    await drop(page, 'forged.json', forged(record, path, value));
    await result().waitFor();
    expect(await result().locator('p').first().innerText()).toMatch(/invalid/);
    // What one digest over everything cannot tell, a second copy of the record does.
    if (await result().getByText('first wrong field: not known').count())
      await drop(page, 'copy.json', record);
    await result()
      .locator('p code', { hasText: new RegExp(`^${path}$`) })
      .waitFor();
  });

  it('was verified without a request', () => {
    expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([]);
    expect(visitors.faults).toEqual([]);
  });
});
