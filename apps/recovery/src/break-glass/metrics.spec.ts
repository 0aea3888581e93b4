import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { aPool } from '@stockproof/testing/kit';
import { alarmOfBreakGlass } from './metrics.js';

it('break-glass is counted and logged as an error; unreviewed acts are reported with the hours of the contract', async () => {
  const { meter, measured, observed } = recordingMeter();
  const logged: unknown[] = [];
  const asked: unknown[] = [];
  const query = async ({ values }: { values: unknown[] }) => {
    asked.push(...values);
    return { rows: [{ unreviewed: 3, overdue: 2, oldest_seconds: 9.5 }] };
  };
  const telemetry = { meter, metricsText: async () => '', shutdown: () => Promise.resolve() };
  const alarm = alarmOfBreakGlass(
    telemetry,
    { error: (what: unknown) => void logged.push(what) },
    aPool(query),
    24,
  );
  alarm({ recovery_id: 'rec-1', broken_by: 'rosa' });
  expect([measured, logged]).toEqual([
    [
      ['stockproof_break_glass', 0, {}],
      ['stockproof_break_glass', 1, {}],
    ],
    [{ recovery_id: 'rec-1', broken_by: 'rosa' }],
  ]);
  expect(await observed()).toEqual([
    ['stockproof_break_glass_unreviewed', 3, {}],
    ['stockproof_break_glass_overdue', 2, {}],
    ['stockproof_break_glass_oldest_seconds', 9.5, {}],
  ]);
  expect(asked).toEqual([24]);
});
