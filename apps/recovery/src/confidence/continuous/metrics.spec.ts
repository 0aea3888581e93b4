import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { verificationMetrics } from './metrics.js';
import type { Summary } from '../proofs/summarise.js';

const SUMMARY: Summary = {
  offers: 15,
  trusted: 10,
  untrusted: 2,
  unverified: 3,
  suspect: 1,
  oldest_verified_at: new Date(-90_000),
  by_age: { hour: 4, day: 3, week: 2, older: 1, never: 3 },
  changed_since_proven: 5,
  revoked: 1,
  proof_valid_hours: 24,
  past_proof_age: 4,
  verified_in_10_minutes: 4,
};

it('results and CPU are reported from zero, and a unit is counted with its time', () => {
  const { meter, measured } = recordingMeter();
  const metrics = verificationMetrics(
    { meter },
    () => Promise.resolve(SUMMARY),
    () => 0,
  );
  metrics.unit('trusted', { cpu_ms: 100, wall_ms: 250 }, 0.1);
  expect(measured).toEqual([
    ...['trusted', 'untrusted', 'none', 'gave_way'].map((result) => [
      'stockproof_verification_units',
      0,
      { result },
    ]),
    ['stockproof_verification_cpu_seconds', 0, {}],
    ['stockproof_verification_units', 1, { result: 'trusted' }],
    ['stockproof_verification_unit_seconds', 0.25, {}],
    ['stockproof_verification_cpu_seconds', 0.1, {}],
  ]);
});

it('the share is that of the last unit, and 0 if nothing is due', async () => {
  const { meter, observed } = recordingMeter();
  const metrics = verificationMetrics(
    { meter },
    () => Promise.resolve(SUMMARY),
    () => 0,
  );
  const share = async (): Promise<unknown> =>
    (await observed()).find(([name]) => name === 'stockproof_verification_cpu_share')?.[1];
  const seen = [await share()];
  metrics.unit('trusted', { cpu_ms: 100, wall_ms: 250 }, 0.1);
  seen.push(await share());
  metrics.idle();
  seen.push(await share());
  expect(seen).toEqual([0, 0.1, 0]);
});

it('offers are counted once a minute, each in one class; a failed count is repeated', async () => {
  const { meter, observed } = recordingMeter();
  let [counted, now_ms, away] = [0, 0, true];
  const summarise = (): Promise<Summary> => {
    counted += 1;
    return away ? Promise.reject(new Error('away')) : Promise.resolve(SUMMARY);
  };
  verificationMetrics({ meter }, summarise, () => now_ms);
  await expect(observed()).rejects.toThrow('away');
  away = false;
  const seen = (await observed()).filter(([name]) => !name.startsWith('stockproof_verification'));
  expect(seen).toEqual([
    ['stockproof_offers', 10, { confidence: 'trusted' }],
    ['stockproof_offers', 2, { confidence: 'untrusted' }],
    ['stockproof_offers', 3, { confidence: 'unverified' }],
    ['stockproof_suspect_offers', 1, {}],
    ...Object.entries({ hour: 4, day: 3, week: 2, older: 1, never: 3, untrusted: 2 }).map(
      ([proof, offers]) => ['stockproof_confidence_offers', offers, { proof }],
    ),
    ['stockproof_confidence_changed_offers', 5, {}],
    ['stockproof_proofs_past_age', 4, {}],
    ['stockproof_proof_oldest_seconds', 90, {}],
  ]);
  now_ms = 59_999;
  await observed();
  expect(counted).toBe(2);
  now_ms = 60_000;
  await observed();
  expect(counted).toBe(3);
});
