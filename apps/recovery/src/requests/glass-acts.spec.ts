import { describe, expect, it } from '@jest/globals';
import { securityRecords } from '@stockproof/testing';
import { type BrokenGlass, glassActs } from './glass-acts.js';

const GLASS: BrokenGlass = {
  recovery_id: 'rec-1',
  broken_by: 'rosa',
  requested_by: 'ada',
  reason: 'nobody else is awake',
};

describe('break-glass', () => {
  it('is recorded in the security log before and after it, with actor and reason', async () => {
    const log = securityRecords();
    const alarms: BrokenGlass[] = [];
    const { breaking, broken } = glassActs(log, (glass) => alarms.push(glass));
    await breaking(GLASS);
    expect([log.events.map(({ outcome }) => outcome), alarms]).toEqual([['attempted'], []]);
    broken(GLASS);
    const act = { action: 'break_glass', actor: 'operator rosa', target: 'rec-1', address: null };
    const words = { reason: 'nobody else is awake', detail: 'requested by ada' };
    expect(log.events).toEqual([
      { ...act, ...words, outcome: 'attempted' },
      { ...act, ...words, outcome: 'done' },
    ]);
    expect(alarms).toEqual([GLASS]);
  });

  it('is refused if it cannot be recorded first', async () => {
    const away = { append: () => Promise.reject(new Error('away')), note: () => undefined };
    await expect(glassActs(away, () => undefined).breaking(GLASS)).rejects.toMatchObject({
      status: 503,
      code: 'security_log_unavailable',
    });
  });
});
