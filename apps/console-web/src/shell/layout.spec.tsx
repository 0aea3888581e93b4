/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aSnapshot } from '../testing/a-snapshot.js';
import { aProblem, aSession, heading, openPage } from '../testing/stage.js';

afterEach(cleanup);

const NOBODY = { person: null, csrf: null, expires_at: null, environment: 'test' };
const AT_NOW = { '/api/now': aSnapshot(), '/api/series': { series: [] } };

describe('what is around every screen', () => {
  it('opens the place that was typed, by the keyboard alone', async () => {
    openPage('/', { '/api/session': aSession('vic', 'viewer'), ...AT_NOW });
    await heading('Now');
    await userEvent.keyboard('{Control>}k{/Control}');
    const box = within(await screen.findByRole('dialog')).getByRole('textbox');
    await userEvent.type(box, 'rec-2026-11-27-0123456789ab{ArrowDown}{Enter}');
    await heading('Evidence');
    expect(screen.getByText('rec-2026-11-27-0123456789ab')).toBeTruthy();
  });

  it('sends the token of the session with a logout, and asks again who is logged in', async () => {
    let session: object = aSession('vic', 'viewer');
    const made = openPage('/', {
      '/api/session': () => session,
      ...AT_NOW,
      'POST /auth/logout': () => {
        session = NOBODY;
        return null;
      },
    });
    await heading('Now');
    await userEvent.click(screen.getByRole('button', { name: 'Log out' }));
    await heading('Log in');
    const logout = made.find(({ path }) => path === '/auth/logout');
    expect([logout?.method, logout?.headers['x-stockproof-csrf']]).toEqual(['POST', 'csrf-1']);
  });

  it('shows the verifier to anybody, and asks no service for it', async () => {
    const made = openPage('/verify', { '/api/session': NOBODY });
    await heading('Verify a file');
    expect(made.filter(({ path }) => path.startsWith('/api/recovery'))).toEqual([]);
  });

  it('says that the console does not answer, and shows no login', async () => {
    openPage('/recoveries', { '/api/session': aProblem(400, 'broken', 'the session cannot be read') });
    expect((await screen.findByRole('alert')).textContent).toContain('the session cannot be read');
    expect(screen.queryByText('Log in at the identity provider')).toBeNull();
  });

  it('names an address that leads nowhere', async () => {
    openPage('/nowhere', { '/api/session': aSession('vic', 'viewer'), ...AT_NOW });
    await heading('Nothing at this address');
  });
});
