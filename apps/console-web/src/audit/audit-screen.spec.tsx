/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aProblem, aSession, heading, openPage } from '../testing/stage.js';

afterEach(cleanup);

const AUDIT = '/api/ingestion/v1/audit';
const ACT = {
  ...{ sequence: 41, recorded_at: '2026-11-27T12:00:00.000000Z', recorded_by: 'recovery' },
  ...{ action: 'approve_recovery', outcome: 'refused', actor: 'operator ada', target: 'rec-1' },
  ...{ reason: 'four_eyes', address: null, detail: null },
};

async function opened(query: string, answer: unknown) {
  const made = openPage(`/audit${query}`, {
    '/api/session': aSession('iris', 'security-auditor'),
    '/api/now': aSnapshot(),
    [AUDIT]: answer,
  });
  await heading('Audit');
  return made;
}

describe('the audit', () => {
  it('tells who did what, and how it ended', async () => {
    await opened('', { items: [ACT], next_before: null });
    const row = await screen.findByRole('row', { name: /approve_recovery/ });
    for (const said of ['operator ada', 'refused', 'rec-1', 'four_eyes'])
      expect(row.textContent).toContain(said);
  });

  it('keeps its filters in the address, and asks by them', async () => {
    const made = await opened('?actor=operator+ada&outcome=refused', { items: [ACT], next_before: null });
    await screen.findByRole('row', { name: /approve_recovery/ });
    expect(made.some(({ path }) => /actor=operator(%20|\+)ada.*outcome=refused/.test(path))).toBe(true);
    await userEvent.type(screen.getByLabelText('Action'), 'break_glass{Enter}');
    await screen.findByRole('row', { name: /approve_recovery/ });
    expect(made.some(({ path }) => path.includes('action=break_glass'))).toBe(true);
  });

  it('says who may read it, to who may not', async () => {
    await opened('', aProblem(403, 'forbidden', 'needs the role security-auditor'));
    expect((await screen.findByRole('alert')).textContent).toContain('needs the role security-auditor');
  });
});
