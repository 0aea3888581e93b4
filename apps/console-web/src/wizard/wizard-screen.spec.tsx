/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aContent } from '@stockproof/testing/kit';
import { aRecovery } from '../testing/a-recovery.js';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aSession, heading, type Made, openPage } from '../testing/stage.js';

afterEach(cleanup);

const ID = aRecovery().recovery_id;
const contract = (flow: string, scopes: readonly string[], request = true) => ({
  ...{ flow, version: 1, owner: 'inventory', digest: 'a'.repeat(64), modes: ['verify', 'repair'], scopes },
  checks: [],
  authority: {
    ...{ may_request: ['requester'], may_approve: ['approver'], may_break_glass: ['break-glass'] },
    ...{ four_eyes: true, approval_valid_minutes: 30 },
  },
  may: { request, approve: false, break_glass: false },
});
const CONTRACTS = {
  items: [contract('flow-a', ['by_sku', 'all']), contract('flow-b', ['by_seller'], false)],
};

async function opened(
  query: string,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<readonly Made[]> {
  const made = openPage(`/recoveries/new${query}`, {
    '/api/session': aSession('ada', 'requester'),
    '/api/now': aSnapshot(),
    '/api/recovery/v1/contracts': CONTRACTS,
    ...answers,
  });
  await heading('Verify or repair');
  return made;
}

const options = (name: string): string[] =>
  within(screen.getByRole('combobox', { name }))
    .getAllByRole('option')
    .map((option) => (option as HTMLOptionElement).value);
const posted = (made: readonly Made[]): readonly unknown[] =>
  made.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);
const verify = (): HTMLButtonElement => screen.getByRole('button', { name: 'Verify' });

describe('what is to be verified', () => {
  it('is chosen among the contracts and the scopes that the service has', async () => {
    await opened('');
    await screen.findByRole('combobox', { name: 'Contract' });
    expect([options('Contract'), options('Scope')]).toEqual([
      ['flow-a', 'flow-b'],
      ['by_sku', 'all'],
    ]);
  });

  it('is asked for and then started; nothing is sent before it is whole', async () => {
    const run = aRecovery({ mode: 'verify', status: 'running' });
    const made = await opened('?skus=1231241', {
      'POST /api/recovery/v1/recoveries': run,
      [`POST /api/recovery/v1/recoveries/${ID}/start`]: run,
      [`/api/recovery/v1/recoveries/${ID}`]: run,
      [`/api/recovery/v1/recoveries/${ID}/history`]: { items: [] },
    });
    const intent = await screen.findByRole('textbox', { name: /Intent/ });
    expect(verify().disabled).toBe(true);
    await userEvent.type(intent, 'a buyer saw 12');
    await userEvent.click(verify());
    expect((await screen.findByRole('status')).textContent).toContain('Nothing has changed.');
    expect(posted(made)).toEqual([
      [
        '/api/recovery/v1/recoveries',
        {
          ...{ contract: 'flow-a', mode: 'verify', owner: 'ada', intent: 'a buyer saw 12' },
          scope: { type: 'by_sku', skus: ['1231241'] },
        },
      ],
      [`/api/recovery/v1/recoveries/${ID}/start`, undefined],
    ]);
  });

  it('is not asked for by who may not, and says which role may', async () => {
    await opened('?contract=flow-b&scope=by_seller&sellers=s-1');
    await userEvent.type(await screen.findByRole('textbox', { name: /Intent/ }), 'x');
    expect(verify().disabled).toBe(true);
    expect(screen.getByText(/You do not have the role requester/)).toBeTruthy();
  });

  it('does not take a scope that the contract does not have', async () => {
    await opened('?contract=flow-a&scope=by_seller&sellers=s-1');
    await userEvent.type(await screen.findByRole('textbox', { name: /Intent/ }), 'x');
    expect(verify().disabled).toBe(true);
    expect(screen.getByText(/does not have this scope/)).toBeTruthy();
  });
});

describe('what was found', () => {
  const failing = (names: readonly string[]) => ({
    ...aContent({ recovery_id: ID, flow: 'flow-a', confidence_status: 'untrusted' }),
    checks: [
      {
        ...{ name: 'projection_equals_ledger', status: 'fail', compared: 5, reason: null },
        failures: names.length,
        counterexamples: names.map((sku) => ({
          ...{ seller_id: 's-1', sku, expected: 'sellable 9', found: 'sellable 12' },
          first_differing_version: 3,
        })),
      },
    ],
  });

  it('is planned to be repaired, without the offers that were left out', async () => {
    const planned = aRecovery({ recovery_id: 'rec-2026-11-27-ba9876543210' });
    const made = await opened(`?verified=${ID}`, {
      [`/api/recovery/v1/recoveries/${ID}`]: aRecovery({ mode: 'verify', status: 'completed' }),
      [`/api/recovery/v1/recoveries/${ID}/history`]: { items: [] },
      [`/api/recovery/v1/evidence/${ID}`]: failing(['a', 'b']),
      'POST /api/recovery/v1/recoveries': planned,
      [`/api/recovery/v1/recoveries/${planned.recovery_id}`]: planned,
      [`/api/recovery/v1/recoveries/${planned.recovery_id}/history`]: { items: [] },
    });
    await userEvent.click(await screen.findByRole('checkbox', { name: 'b of s-1' }));
    await userEvent.click(screen.getByRole('button', { name: 'Make the plan' }));
    await heading(/^Repair of /);
    expect(posted(made)).toEqual([
      [
        '/api/recovery/v1/recoveries',
        expect.objectContaining({
          mode: 'repair',
          scope: { type: 'by_offer', offers: [{ seller_id: 's-1', sku: 'a' }] },
        }),
      ],
    ]);
  });
});
