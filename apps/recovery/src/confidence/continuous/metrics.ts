import { atMostEvery, type Telemetry } from '@stockproof/telemetry';
import type { UnitResult } from './divide-page.js';
import type { Spent } from './cpu-budget.js';
import type { Summary } from '../proofs/summarise.js';

/** Where continuous verification reports what it measures. */
export interface VerificationMetrics {
  /** A unit that ended, and the share of a core that it used with the wait after it. */
  unit(result: UnitResult, spent: Spent, share: number): void;
  /** Nothing is verified now. */
  idle(): void;
}

const RESULTS: readonly UnitResult[] = ['trusted', 'untrusted', 'none', 'gave_way'];
const MS_PER_S = 1_000;
const COUNT_EVERY_MS = 60_000;

/** Registers the metrics of proofs. The offers are counted at most once a minute, however often metrics are read. */
export function verificationMetrics(
  { meter }: Pick<Telemetry, 'meter'>,
  summarise: () => Promise<Summary>,
  now_ms: () => number,
): VerificationMetrics {
  const units = meter.createCounter('stockproof_verification_units', {
    description: 'units of offers that were verified without a request, by result',
  });
  const seconds = meter.createHistogram('stockproof_verification_unit_seconds', {
    description: 'time of such a unit, from its request to its record',
    unit: 's',
  });
  const cpu = meter.createCounter('stockproof_verification_cpu_seconds', {
    description: 'CPU of the process during these units',
    unit: 's',
  });
  const share = meter.createObservableGauge('stockproof_verification_cpu_share', {
    description: 'part of one core that the last unit used with the wait after it; 0 while nothing is due',
  });
  for (const result of RESULTS) units.add(0, { result });
  cpu.add(0);
  let current = 0;
  share.addCallback((result) => result.observe(current));
  observeOffers(meter, summarise, now_ms);
  return {
    unit(result, { cpu_ms, wall_ms }, share_now) {
      units.add(1, { result });
      seconds.record(wall_ms / MS_PER_S);
      cpu.add(cpu_ms / MS_PER_S);
      current = share_now;
    },
    idle() {
      current = 0;
    },
  };
}

function observeOffers(
  meter: Telemetry['meter'],
  summarise: () => Promise<Summary>,
  now_ms: () => number,
): void {
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  const offers = gauge(
    'stockproof_offers',
    'offers by what their newest record says: trusted, untrusted, unverified',
  );
  const suspect = gauge('stockproof_suspect_offers', 'offers whose state may be wrong because of a gap');
  const by_age = gauge(
    'stockproof_confidence_offers',
    'offers by what is known of them: the age of their proof (hour, day, week, older), never, untrusted',
  );
  const changed = gauge(
    'stockproof_confidence_changed_offers',
    'trusted offers that changed since their proof',
  );
  const past_age = gauge(
    'stockproof_proofs_past_age',
    'offers whose newest record is older than a proof counts',
  );
  const oldest = gauge(
    'stockproof_proof_oldest_seconds',
    'age of the oldest newest record of an offer; 0 for none',
  );
  const count = atMostEvery(COUNT_EVERY_MS, summarise, now_ms);
  meter.addBatchObservableCallback(
    async (result) => {
      const { trusted, untrusted, unverified, ...summary } = await count();
      for (const [confidence, number] of Object.entries({ trusted, untrusted, unverified }))
        result.observe(offers, number, { confidence });
      result.observe(suspect, summary.suspect);
      for (const [proof, number] of Object.entries({ ...summary.by_age, untrusted }))
        result.observe(by_age, number, { proof });
      result.observe(changed, summary.changed_since_proven);
      result.observe(past_age, summary.past_proof_age);
      const verified_ms = summary.oldest_verified_at?.getTime() ?? now_ms();
      result.observe(oldest, Math.max(0, now_ms() - verified_ms) / MS_PER_S);
    },
    [offers, suspect, by_age, changed, past_age, oldest],
  );
}
