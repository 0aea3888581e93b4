/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen, within } from '@testing-library/react';
import { aHop, aSnapshot } from '../testing/a-snapshot.js';
import { aProblem, aSession, heading, openPage } from '../testing/stage.js';
import { summary } from './now-screen.js';

afterEach(cleanup);

const GRACE = aSession('grace', 'viewer', 'approver');
const WHY = 'outbox connector: record 1.2 MB > 1 MiB, 9 restarts in 5 minutes';

describe('one sentence says how it is', () => {
  it.each<[string, Parameters<typeof summary>[0], string]>([
    ['all moves', aSnapshot(), 'Updates pass every hop.'],
    [
      'one stands, a later one is late',
      aSnapshot({
        hops: [
          aHop('taken'),
          aHop('outbox', { verdict: 'stopped', why: [WHY] }),
          aHop('reserved', { verdict: 'late' }),
        ],
      }),
      `Updates stop at "Outbox". ${WHY}`,
    ],
    [
      'one is late',
      aSnapshot({ hops: [aHop('decided', { verdict: 'late' })] }),
      'Updates are late at "Decided".',
    ],
    [
      'a source is silent',
      aSnapshot({
        sources: [{ name: 'availability', state: 'unreachable', problem: null, answered_at: null }],
      }),
      'What is known moves. No answer from availability.',
    ],
    [
      'nothing is known at all',
      aSnapshot({
        hops: [aHop('taken', { verdict: 'unknown' }), aHop('captured', { verdict: 'unknown' })],
        sources: [{ name: 'availability', state: 'unreachable', problem: null, answered_at: null }],
      }),
      'Nothing is known of any hop.',
    ],
    [
      'nothing is known of a hop',
      aSnapshot({ hops: [aHop('taken'), aHop('captured', { verdict: 'unknown' })] }),
      'What is known moves; nothing is known of "Captured".',
    ],
  ])('%s', (_case, snapshot, sentence) => expect(summary(snapshot)).toBe(sentence));
});

describe('the screen Now', () => {
  it('names the hop that stands, with why', async () => {
    const hops = [aHop('taken'), aHop('outbox', { verdict: 'stopped', why: [WHY], oldest_seconds: 340 })];
    openPage('/', { '/api/session': GRACE, '/api/now': aSnapshot({ hops }), '/api/series': { series: [] } });
    await heading('Now');
    const [taken, outbox] = await screen
      .findAllByRole('listitem')
      .then(() =>
        within(screen.getByRole('list', { name: 'The way of an update' })).getAllByRole('listitem'),
      );
    expect(taken?.textContent).toContain('ok');
    expect(outbox?.textContent).toContain('stopped');
    expect(outbox?.textContent).toContain('5 min 40 s');
    expect(outbox?.textContent).toContain(WHY);
  });

  it('greys only what its source did not answer', async () => {
    const snapshot = aSnapshot({
      confidence: null,
      sources: aSnapshot().sources.map((one) =>
        one.name === 'availability' ? { ...one, state: 'unreachable' } : one,
      ),
    });
    openPage('/', { '/api/session': GRACE, '/api/now': snapshot, '/api/series': { series: [] } });
    await heading('Now');
    expect((await screen.findByRole('region', { name: 'Confidence' })).textContent).toContain(
      'No answer from recovery',
    );
    const hops = within(screen.getByRole('list', { name: 'The way of an update' })).getAllByRole('listitem');
    expect(hops.map((hop) => hop.dataset['answered'])).toEqual([
      'true',
      'true',
      'true',
      'true',
      'false',
      'false',
      'true',
    ]);
    expect(screen.getByRole('region', { name: 'Dead letters' }).dataset['missing']).toBe('false');
  });

  it('counts the approvals that wait for others than who asked', async () => {
    const wait = (requested_by: string) => ({
      ...{ recovery_id: `rec-${requested_by}`, flow: 'f', mode: 'repair', requested_by, waiting_seconds: 70 },
    });
    openPage('/', {
      '/api/session': GRACE,
      '/api/now': aSnapshot({ approvals: [wait('ada'), wait('grace')] }),
      '/api/series': { series: [] },
    });
    expect(await screen.findByRole('link', { name: '1 to approve' })).toBeTruthy();
    const panel = await screen.findByRole('region', { name: 'Waiting for approval' });
    expect(panel.textContent).toContain('asked by ada, 1 min 10 s');
    expect(panel.textContent).toContain('asked by you');
  });

  it('shows a problem in the words of the server, with its trace', async () => {
    openPage('/', {
      '/api/session': GRACE,
      '/api/now': aProblem(403, 'forbidden', 'only a viewer may look'),
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('only a viewer may look');
    expect(alert.textContent).toContain('403 forbidden');
    expect(alert.textContent).toContain('a'.repeat(32));
  });

  it('asks for a login, with the way back', async () => {
    openPage('/dead-letters?reason=bad', {
      '/api/session': { person: null, csrf: null, expires_at: null, environment: 'test' },
    });
    await heading('Log in');
    expect(
      screen.getByRole('link', { name: 'Log in at the identity provider' }).getAttribute('href'),
    ).toMatch(/^\/auth\/login\?return_to=/);
  });
});
