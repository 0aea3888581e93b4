/** @jest-environment jsdom */
import { TextDecoder } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aSession, heading, type Made, openPage } from '../testing/stage.js';

// jsdom has none; a browser has one.
beforeAll(() => void Object.assign(globalThis, { TextDecoder }));
afterEach(cleanup);

const AT = '2026-11-27T12:00:00.000Z';
const PLACE = 'inventory.updates.v1/3/1042';
const ONE = `/api/recovery/v1/dead-letters/${PLACE}`;
const EVENT = {
  event_id: 'evt-9',
  sku: 'a',
  quantity: '4',
  operation: 'I',
  event_time: AT,
  seller_id: 's-1',
};
const LETTER = {
  ...{ source_topic: 'inventory.updates.v1', source_partition: 3, source_offset: 1042, reason: 'not_valid' },
  ...{ detail: 'quantity is no number', assignee: 'integration', seller_id: null, event_id: null, sku: null },
  ...{ quarantined_at: AT, key_base64: null, key_bytes: null, value_base64: btoa(JSON.stringify(EVENT)) },
  ...{ value_bytes: 90, value_digest: null, digest_of: null, held: 'whole', headers: {}, payload: 'full' },
  ...{ value_masked: null, state: 'open', closed_at: null, closed_by: null, closed_event_id: null },
  ...{ closed_reason: null, sent_as: null },
};
const YES = { allowed: true, why: null };
const REDRIVE = {
  ...{ redrive_id: 'red-2026-11-27-0123456789ab', dead_letter: PLACE, status: 'requested', seller_id: 's-1' },
  ...{ event_id: 'evt-9', value: '{"quantity":4}', payload_digest: 'e'.repeat(64), digest: 'd'.repeat(64) },
  ...{ reason: 'it was a text', requested_by: 'ada', requested_at: AT, approved_by: null, expires_at: null },
  ...{ sent_by: null, sent_at: null, withdrawn_at: null, withdrawn_reason: null },
  may: { approve: YES, send: YES, withdraw: YES },
};
const SHOWN = `/api/recovery/v1/redrives/${REDRIVE.redrive_id}`;

async function opened(
  [subject, ...roles]: readonly [string, ...string[]],
  query: string,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<readonly Made[]> {
  const made = openPage(`/dead-letters?${query}`, {
    '/api/session': aSession(subject, ...roles),
    '/api/now': aSnapshot(),
    '/api/recovery/v1/dead-letters': {
      policy: {
        ...{ topic: 'inventory.updates.dlq.v1', part_of_history: true, replayable: true },
        ...{ reconcile_first: true, triage_within_hours: 24 },
      },
      ...{ by_reason: [], overdue: 0, items: [] },
    },
    '/api/recovery/v1/redrives': { items: [] },
    '/api/recovery/v1/redrive-plans': { items: [] },
    [ONE]: LETTER,
    [SHOWN]: REDRIVE,
    ...answers,
  });
  await heading('Dead letters');
  return made;
}

const posted = (made: readonly Made[]): readonly unknown[] =>
  made.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);

describe('a dead letter', () => {
  it('is asked to be sent again as the event that was corrected on the screen, with a reason', async () => {
    const made = await opened(['ada', 'requester'], `dead_letter=${PLACE}`, {
      [`POST ${ONE}/redrives`]: REDRIVE,
    });
    const editor = await screen.findByRole('textbox', { name: 'The corrected event' });
    expect(JSON.parse((editor as HTMLTextAreaElement).value)).toEqual(EVENT);
    const ask: HTMLButtonElement = screen.getByRole('button', { name: 'Ask for a redrive' });
    await userEvent.type(screen.getByRole('textbox', { name: /Reason/ }), 'it was a text');
    fireEvent.change(editor, { target: { value: '{"quantity":' } });
    expect(ask.disabled).toBe(true);
    fireEvent.change(editor, { target: { value: JSON.stringify({ ...EVENT, quantity: 4 }) } });
    await userEvent.click(ask);
    await screen.findByRole('region', { name: `Redrive ${REDRIVE.redrive_id}` });
    expect(posted(made)).toEqual([
      [`${ONE}/redrives`, { event: { ...EVENT, quantity: 4 }, reason: 'it was a text' }],
    ]);
  });

  it('that is masked says so, and offers a viewer nothing to press', async () => {
    const masked = { payload: 'masked', value_base64: null, value_masked: '{"quantity":"…"}' };
    await opened(['vic', 'viewer'], `dead_letter=${PLACE}`, { [ONE]: { ...LETTER, ...masked } });
    const panel = await screen.findByRole('region', { name: `Dead letter ${PLACE}` });
    expect(await within(panel).findByText(/Texts and numbers are masked/)).toBeTruthy();
    expect(within(panel).getByLabelText('Value').textContent).toBe('{"quantity":"…"}');
    expect(within(panel).queryByRole('textbox')).toBeNull();
    expect(within(panel).getByRole<HTMLButtonElement>('button', { name: 'Dismiss' }).disabled).toBe(true);
  });

  it('that is closed says how, and nothing more can be done with it', async () => {
    const closed = { state: 'dismissed', closed_at: AT, closed_by: 'grace', closed_reason: 'a test message' };
    await opened(['grace', 'approver'], `dead_letter=${PLACE}`, { [ONE]: { ...LETTER, ...closed } });
    const panel = await screen.findByRole('region', { name: `Dead letter ${PLACE}` });
    expect((await within(panel).findByText(/by grace/)).textContent).toContain('a test message');
    expect(within(panel).queryByRole('button', { name: 'Dismiss' })).toBeNull();
  });

  it('is dismissed with a reason, not without', async () => {
    const made = await opened(['grace', 'approver'], `dead_letter=${PLACE}`, { [`POST ${ONE}/dismiss`]: {} });
    await userEvent.click(await screen.findByRole('button', { name: 'Dismiss' }));
    const dialog = await screen.findByRole('dialog');
    const dismiss = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Dismiss' });
    expect(dismiss.disabled).toBe(true);
    await userEvent.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'a test message');
    await userEvent.click(dismiss);
    expect(posted(made)).toEqual([[`${ONE}/dismiss`, { reason: 'a test message' }]]);
  });
});

describe('a redrive', () => {
  it('is approved by the digest of what is on the screen', async () => {
    const made = await opened(['grace', 'approver'], `redrive=${REDRIVE.redrive_id}`, {
      [`POST ${SHOWN}/approve`]: { ...REDRIVE, status: 'approved' },
    });
    expect((await screen.findByLabelText('What is sent')).textContent).toBe(REDRIVE.value);
    await userEvent.click(screen.getByRole('button', { name: 'Approve what is shown' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Approve what is shown' }));
    expect(posted(made)).toEqual([[`${SHOWN}/approve`, { digest: REDRIVE.digest }]]);
  });

  it('can be approved again when its approval is too old', async () => {
    await opened(['grace', 'approver'], `redrive=${REDRIVE.redrive_id}`, {
      [SHOWN]: { ...REDRIVE, status: 'expired' },
    });
    expect(await screen.findByRole('button', { name: 'Approve what is shown' })).toBeTruthy();
  });

  it('is not approved by whom the service does not let, for its reason', async () => {
    const why = 'whoever asked for a redrive may not approve it';
    await opened(['ada', 'requester', 'approver'], `redrive=${REDRIVE.redrive_id}`, {
      [SHOWN]: { ...REDRIVE, may: { ...REDRIVE.may, approve: { allowed: false, why } } },
    });
    const approve = await screen.findByRole<HTMLButtonElement>('button', { name: 'Approve what is shown' });
    expect(approve.disabled).toBe(true);
    expect(screen.getByText(why)).toBeTruthy();
  });
});
