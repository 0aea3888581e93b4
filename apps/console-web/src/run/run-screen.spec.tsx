/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aRecovery } from '../testing/a-recovery.js';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aProblem, aSession, heading, type Made, openPage } from '../testing/stage.js';

const ID = aRecovery().recovery_id;
const BELOW = `/api/recovery/v1/recoveries/${ID}`;
const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];

/** The stream of progress, into which a test says something. */
class Stream {
  static newest: Stream | null = null;
  private readonly heard = new Map<string, (event: { data: string }) => void>();

  constructor(readonly address: string) {
    if (address.endsWith('/progress')) Stream.newest = this;
  }

  addEventListener(name: string, listener: (event: { data: string }) => void): void {
    this.heard.set(name, listener);
  }

  say(name: string, data: object): void {
    act(() => this.heard.get(name)?.({ data: JSON.stringify(data) }));
  }

  close(): void {}
}

const OFFERS = {
  ...{ recovery_id: ID, of: 'record', differences_found: 120, differences_listed: 100, next: null },
  items: [
    { seller_id: 's-1', sku: 'a', version: 7, result: 'different', checks: ['view_matches_replay'] },
    { seller_id: 's-1', sku: 'b', version: 3, result: 'same', checks: [] },
  ],
};

beforeEach(() => void Object.assign(globalThis, { EventSource: Stream }));
afterEach(() => {
  cleanup();
  Reflect.deleteProperty(globalThis, 'EventSource');
});

/** Opens the recovery for grace, who is another person than the requester. */
async function opened(
  run: object,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<readonly Made[]> {
  const made = openPage(`/recoveries/${ID}`, {
    '/api/session': aSession('grace', 'viewer', 'approver'),
    '/api/now': aSnapshot(),
    [BELOW]: run,
    [`${BELOW}/history`]: { items: [] },
    [`${BELOW}/offers`]: OFFERS,
    ...answers,
  });
  await heading(/^(Repair|Verification) of /);
  return made;
}

const button = (name: string): HTMLElement => screen.getByRole('button', { name });
const posted = (made: readonly Made[]): readonly unknown[] =>
  made.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);

describe('an approval', () => {
  it('names the digest on the screen, once it is confirmed', async () => {
    const made = await opened(aRecovery(), { [`POST ${BELOW}/approve`]: aRecovery({ status: 'approved' }) });
    await userEvent.click(button('Approve this plan'));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain(
      'It touches at most 1 offer of 1 seller, and sends at most 1 message.',
    );
    expect(dialog.textContent).toContain(OLD);
    expect(posted(made)).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Approve this plan' }));
    expect(posted(made)).toEqual([[`${BELOW}/approve`, { plan_digest: OLD }]]);
    expect(made.find(({ method }) => method === 'POST')?.headers['x-stockproof-csrf']).toBe('csrf-1');
  });

  it('is not possible of a plan that was made again, before it is shown', async () => {
    const made = await opened(aRecovery(), { [`POST ${BELOW}/approve`]: aRecovery() });
    Stream.newest?.say('progress', aRecovery({ plan_digest: NEW }));
    expect((await screen.findByRole('status')).textContent).toContain('The plan was made again');
    expect((button('Approve this plan') as HTMLButtonElement).disabled).toBe(true);
    await userEvent.click(button('Show the new plan'));
    await userEvent.click(button('Approve this plan'));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Approve this plan' }));
    expect(posted(made)).toEqual([[`${BELOW}/approve`, { plan_digest: NEW }]]);
  });

  it.each([
    ['who asked for it', { approve: false, break_glass: false, why: 'the requester does not approve it' }],
    ['who may only break the glass', { approve: false, break_glass: true, why: 'only alone, with a reason' }],
  ])('is disabled with the reason of the service: %s', async (_who, may) => {
    await opened(aRecovery({ may: { ...aRecovery().may, ...may } }));
    const approve = button('Approve this plan') as HTMLButtonElement;
    expect(approve.disabled).toBe(true);
    const why = document.getElementById(approve.getAttribute('aria-describedby') ?? '');
    expect(why?.textContent).toBe(may.why);
    expect(screen.queryByRole('button', { name: 'Break the glass' }) !== null).toBe(may.break_glass);
  });

  it('that is refused is shown in the words of the service, and nothing as done', async () => {
    await opened(aRecovery(), {
      [`POST ${BELOW}/approve`]: aProblem(409, 'digest_mismatch', 'the plan has another digest'),
    });
    await userEvent.click(button('Approve this plan'));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Approve this plan' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('the plan has another digest');
    // Also once the page has been told of the new plan.
    Stream.newest?.say('progress', aRecovery({ plan_digest: NEW }));
    await screen.findByText(/The plan was made again/);
    expect(within(dialog).getByRole('alert').textContent).toContain('the plan has another digest');
    expect(screen.queryByText(/Approved by/)).toBeNull();
  });
});

describe('what is not known yet', () => {
  it('is left out of a run without a plan', async () => {
    await opened(
      aRecovery({ status: 'requested', plan_digest: null, blast_radius: null, code_version: null }),
    );
    expect(screen.getByRole('region', { name: 'Plan' }).textContent).toContain('There is no plan yet.');
  });

  it('says that a running repair has changed what it has changed', async () => {
    const progress = {
      ...{ step: 'repair', events_total: 10, events_read: 10, events_per_second: 0, repairs_sent: 2 },
      ...{ repairs_applied: 1, units_total: 0, units_done: 0, limited_to_events_per_second: null },
      as_of: '2026-11-27T12:00:00Z',
    };
    await opened(aRecovery({ status: 'running', progress }));
    expect(screen.getByText(/1 repair was applied/)).toBeTruthy();
    expect(screen.queryByText(/Nothing has changed/)).toBeNull();
  });
});

describe('the offers of a run', () => {
  it('are listed by name with what the record says, and how many differences it does not name', async () => {
    await opened(aRecovery());
    const row = await screen.findByRole('row', { name: /a of s-1/ });
    expect(row.textContent).toContain('different');
    expect(row.textContent).toContain('view_matches_replay');
    expect(screen.getByText(/names 100 of 120 differences/)).toBeTruthy();
  });

  it('are filtered by result', async () => {
    const made = await opened(aRecovery());
    await screen.findByRole('row', { name: /a of s-1/ });
    await userEvent.selectOptions(screen.getByLabelText('Offers'), 'different');
    await screen.findByRole('row', { name: /a of s-1/ });
    expect(made.some(({ path }) => path.includes('result=different'))).toBe(true);
  });
});
