import { describe, expect, it } from '@jest/globals';
import type { Logger } from '@stockproof/telemetry';
import { recordingMeter, securityRecords } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { type Login, reportLogins } from './report-logins.js';

const LOGIN: Login = { account: 'grace', is_known: true, address: '192.0.2.1', outcome: 'accepted' };

function audience() {
  const clock = { now_ms: 10_000 };
  const log = securityRecords();
  const lines: unknown[] = [];
  const push = (line: unknown): void => void lines.push(line);
  const logger = partOf<Logger>({ info: push, warn: push });
  const report = reportLogins(log, logger, { meter: recordingMeter().meter }, () => clock.now_ms);
  const reported = () => log.events.map(({ outcome, actor, detail }) => [outcome, actor, detail]);
  return { report, reported, clock, log, lines };
}

describe('a login at the provider is recorded in the security log', () => {
  it.each<[Login['outcome'], boolean, string, string | null]>([
    ['accepted', true, 'done', 'operator grace'],
    ['refused', true, 'refused', 'operator grace'],
    // Whoever types a password where the name belongs must not find it in a log that nobody can change.
    ['refused', false, 'refused', null],
  ])('if it is %s, of an existing account: %s', (outcome, is_known, recorded, actor) => {
    const { report, log } = audience();
    report({ ...LOGIN, outcome, is_known });
    const what = { action: 'log_in', target: 'identity-provider', address: '192.0.2.1', reason: null };
    expect(log.events).toEqual([{ ...what, outcome: recorded, actor, detail: null }]);
  });

  it('at one record per second, shared with others, after too many failures', () => {
    const { report, reported, clock, lines } = audience();
    const throttled: Login = { ...LOGIN, outcome: 'throttled' };
    for (let n = 0; n < 5; n += 1) report(throttled);
    expect([reported(), lines.length]).toEqual([[['refused', null, 'throttled, 1 attempts']], 1]);
    clock.now_ms += 1_000;
    report(throttled);
    expect(reported().at(-1)).toEqual(['refused', null, 'throttled, 5 attempts']);
  });
});
