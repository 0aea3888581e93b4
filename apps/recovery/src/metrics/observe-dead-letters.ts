import type { Queryable } from '@stockproof/postgres';
import { atMostEvery, type Telemetry } from '@stockproof/telemetry';
import { countDeadLetters } from '../dead-letters/sql/dead-letters.js';

const COUNT_EVERY_MS = 30_000;

/**
 * Registers the dead letters that nobody has settled, by reason and assignee, and those of them that wait for longer
 * than the contract allows. A redriven or dismissed one is no longer counted.
 */
export function observeDeadLetters(
  { meter }: Pick<Telemetry, 'meter'>,
  ledger: Queryable,
  triage_within_hours: number,
  now_ms: () => number = Date.now,
): void {
  const open = meter.createObservableGauge('stockproof_dead_letters_open', {
    description: 'quarantined messages that nobody has settled, by reason and assignee',
  });
  const overdue = meter.createObservableGauge('stockproof_dead_letters_overdue', {
    description: 'of these, open for longer than the contract allows for triage',
  });
  const count = atMostEvery(COUNT_EVERY_MS, () => countDeadLetters(ledger, triage_within_hours), now_ms);
  meter.addBatchObservableCallback(
    async (result) => {
      for (const { reason, assignee, messages, overdue: late } of await count()) {
        result.observe(open, messages, { reason, assignee });
        result.observe(overdue, late, { reason, assignee });
      }
    },
    [open, overdue],
  );
}
