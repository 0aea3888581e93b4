import type { Telemetry } from '@stockproof/telemetry';
import type { UnitResult } from './continuous-verify.js';
import type { Spent } from './cpu-budget.js';
import type { Summary } from './summarise.js';

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
  const offers = meter.createObservableGauge('stockproof_confidence_offers', {
    description:
      'offers by what is known of them: the age of their proof (hour, day, week, older), never, untrusted',
  });
  const changed = meter.createObservableGauge('stockproof_confidence_changed_offers', {
    description: 'trusted offers that changed since their proof',
  });
  let counted: { readonly at_ms: number; readonly summary: Promise<Summary> } | null = null;
  meter.addBatchObservableCallback(
    async (result) => {
      if (counted === null || now_ms() - counted.at_ms >= COUNT_EVERY_MS)
        counted = { at_ms: now_ms(), summary: summarise() };
      const { by_age, untrusted, changed_since_proven } = await counted.summary.catch((error: unknown) => {
        counted = null;
        throw error;
      });
      for (const [proof, count] of Object.entries({ ...by_age, untrusted }))
        result.observe(offers, count, { proof });
      result.observe(changed, changed_since_proven);
    },
    [offers, changed],
  );
}
