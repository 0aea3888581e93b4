/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aSession, heading, type Made, openPage } from '../testing/stage.js';

afterEach(cleanup);

const AT = '2026-11-27T12:00:00.000Z';
const ID = 'rdp-2026-11-27-0123456789ab';
const PLAN = {
  ...{ plan_id: ID, status: 'requested', left_out: false, redrives_per_second: 5, digest: 'd'.repeat(64) },
  filter: { reason: 'invalid_quantity', sku: null, seller_id: null, assignee: null },
  ...{ patch: [{ op: 'replace', path: '/quantity', value: 1 }], dead_letters: 3, reason: 'a faulty file' },
  counts: { open: 2, redriven: 0, refused: 1, already_closed: 0, undecided: 0 },
  ...{ requested_by: 'ada', requested_at: AT, approved_by: null, expires_at: null, withdrawn_by: null },
  ...{ withdrawn_at: null, withdrawn_reason: null, void_reason: null, started_at: null, finished_at: null },
  ...{ verified_before: null, verified_after: null, may: { approve: true, withdraw: true, why: null } },
};
const line = (number: number, others: object = {}): object => ({
  ...{
    line: number,
    dead_letter: `inventory.updates.v1/3/${number}`,
    seller_id: 's-1',
    event_id: `e-${number}`,
  },
  ...{ sku: 'a', value: `{"quantity":${number}}`, code: null, detail: null, result: null, outcome: null },
  ...{ settled_at: null, ...others },
});
const REFUSED = line(3, {
  ...{ value: null, event_id: null, seller_id: null, sku: null, code: 'not_json', detail: 'it is no JSON' },
  result: 'refused',
});
const API = '/api/recovery/v1';

const opened = async (
  address: string,
  title: string,
  answers: Readonly<Record<string, unknown>>,
): Promise<readonly Made[]> => {
  const made = openPage(address, {
    '/api/session': aSession('grace', 'approver', 'requester'),
    '/api/now': aSnapshot(),
    [`${API}/redrive-plans/${ID}`]: PLAN,
    [`${API}/redrive-plans/${ID}/report/lines`]: { items: [line(1), line(2), REFUSED] },
    ...answers,
  });
  await heading(title);
  return made;
};
const posted = (made: readonly Made[]): readonly unknown[] =>
  made.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);

describe('a redrive plan', () => {
  it('is approved as the set that is shown, by its digest', async () => {
    const made = await opened(`/dead-letters/plans/${ID}`, 'Redrive plan', {
      [`POST ${API}/redrive-plans/${ID}/approve`]: PLAN,
    });
    expect(await screen.findByText('not_json: it is no JSON')).toBeTruthy();
    expect(screen.getByText(/1 of 3 dead letters are settled/)).toBeTruthy();
    await userEvent.click(await screen.findByRole('button', { name: 'Approve this set' }));
    expect(screen.getByText(/2 messages are sent/)).toBeTruthy();
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Approve this set' }),
    );
    expect(posted(made)).toEqual([[`${API}/redrive-plans/${ID}/approve`, { digest: PLAN.digest }]]);
  });

  it.each<[string, object, string | null]>([
    [
      'says why one may not approve it',
      { may: { ...PLAN.may, approve: false, why: 'whoever asked for a plan may not approve it' } },
      'whoever asked for a plan may not approve it',
    ],
    [
      'is not approved once it is void',
      { status: 'void', void_reason: 'a/1/2 was dismissed meanwhile' },
      null,
    ],
  ])('%s', async (_case, others, why) => {
    await opened(`/dead-letters/plans/${ID}`, 'Redrive plan', {
      [`${API}/redrive-plans/${ID}`]: { ...PLAN, ...others },
    });
    await screen.findByText('not_json: it is no JSON');
    const button = screen.queryByRole<HTMLButtonElement>('button', { name: 'Approve this set' });
    expect(button?.disabled ?? null).toBe(why === null ? null : true);
    if (why === null) expect(screen.getByText(/was dismissed meanwhile/)).toBeTruthy();
    else expect(screen.getByText(why)).toBeTruthy();
  });

  it('is asked for after a preview of exactly what would be sent', async () => {
    const {
      result: _result,
      outcome: _outcome,
      settled_at: _at,
      ...draft
    } = line(1) as Record<string, unknown>;
    const policy = {
      topic: 't',
      part_of_history: true,
      replayable: true,
      reconcile_first: true,
      triage_within_hours: 24,
    };
    const made = await opened('/dead-letters?reason=invalid_quantity', 'Dead letters', {
      [API]: { policy, by_reason: [], overdue: 0, items: [] },
      '/api/recovery/v1/redrives': { items: [] },
      [`${API}/redrive-plans`]: { items: [] },
      [`POST /api/recovery/v1/redrive-plan-check`]: {
        digest: 'd',
        dead_letters: 1,
        to_send: 1,
        left_out: false,
        items: [draft],
      },
      [`POST ${API}/redrive-plans`]: PLAN,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Preview' }));
    expect((await screen.findByRole('status')).textContent).toContain('1 message would be sent');
    await userEvent.click(screen.getByRole('button', { name: 'Ask for this plan' }));
    await userEvent.type(screen.getByRole('textbox', { name: /Reason/ }), 'a faulty file');
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Ask for this plan' }),
    );
    await screen.findByText(PLAN.digest);
    const filter = { reason: 'invalid_quantity' };
    expect(posted(made)).toEqual([
      [`/api/recovery/v1/redrive-plan-check`, { filter }],
      [`${API}/redrive-plans`, { filter, redrives_per_second: 10, reason: 'a faulty file' }],
    ]);
  });
});
