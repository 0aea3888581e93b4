import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { connectFetch } from '@stockproof/connectors';
import { eventually, queryDatabase, runningStack } from '@stockproof/testing';
import { there, Visitors } from './visitors.js';

const CONNECTOR = 'postgres-outbox-connector';
const SLOT = 'debezium_outbox_slot';
const SEEN_WITHIN_MS = 60_000;
const OVER_WITHIN_MS = 120_000;

const stack = runningStack();
const visitors = new Visitors(stack);
afterAll(() => visitors.close());

async function setConnector(what: 'stop' | 'resume'): Promise<void> {
  const answer = await connectFetch(`${stack.urls.connect}/connectors/${CONNECTOR}/${what}`, {
    method: 'PUT',
  });
  if (!answer.ok) throw new Error(`Connect answers ${answer.status}: ${await answer.text()}`);
}
const slotIsRead = async (): Promise<boolean> => {
  const [slot] = await queryDatabase<{ active: boolean }>(
    stack,
    'inventory',
    'SELECT active FROM pg_replication_slots WHERE slot_name = $1',
    [SLOT],
  );
  return slot?.active === true;
};

(there ? describe : describe.skip)('an outbox that nobody reads', () => {
  afterEach(async () => {
    await setConnector('resume');
    await eventually(async () => expect(await slotIsRead()).toBe(true), OVER_WITHIN_MS);
  });

  it('is seen on Now within 60 s: which hop, and why; and that it is over', async () => {
    const page = await visitors.open('grace', '/');
    const hopOf = (name: string) =>
      page
        .getByRole('list', { name: 'The way of an update' })
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { name }) });
    const hop = hopOf('Outbox');
    await hop.getByText(/^\W*ok$/).waitFor({ timeout: OVER_WITHIN_MS });
    await setConnector('stop');
    await eventually(async () => expect(await slotIsRead()).toBe(false));
    await hop.getByText(/^\W*stopped$/).waitFor({ timeout: SEEN_WITHIN_MS });
    const why = await hop.innerText();
    expect(why).toContain(CONNECTOR);
    expect(why).toMatch(new RegExp(`nobody reads its slot ${SLOT}: \\d+ bytes? wait`));
    expect(await page.getByRole('main').getByText('Updates stop at "Outbox".').count()).toBe(1);
    // The hops before it go on, and the page says so.
    expect(await hopOf('Decided').innerText()).toMatch(/\bok\b/);
    await page.getByRole('link', { name: 'Capture' }).click();
    const panel = page.getByRole('region', { name: CONNECTOR });
    await panel.getByText('no reader').waitFor();
    expect(await panel.getByRole('region', { name: `Runbook for ${CONNECTOR}` }).innerText()).toMatch(
      /Runbook 10/,
    );
    await page.getByRole('link', { name: 'Now' }).click();
    await setConnector('resume');
    await hop.getByText(/^\W*ok$/).waitFor({ timeout: OVER_WITHIN_MS });
    expect(visitors.faults).toEqual([]);
  });
});
