import { describe, expect, it } from '@jest/globals';
import type { CheckName } from '@stockproof/recovery-contract';
import { proofAge } from './proof-age.js';

const terms = (
  flow: 'inventory-availability-projection' | 'inventory-stock-tables' | 'reservation-view',
  hours: number | null,
  ...checks: CheckName[]
) => ({
  flow,
  reconciliation: { checks },
  ...(hours === null ? {} : { continuous: { proof_valid_hours: hours } }),
});
const VIEW = 'inventory-availability-projection';
const TABLES = 'inventory-stock-tables';

describe('the age of a proof', () => {
  it.each<[string, ReturnType<typeof terms>[], number | null, string[]]>([
    ['is that of the contract', [terms(VIEW, 24, 'digest_chain_holds')], 24, []],
    [
      'is the shortest of several',
      [terms(VIEW, 24, 'digest_chain_holds'), terms(TABLES, 6, 'digest_chain_holds')],
      6,
      [],
    ],
    [
      'is not that of a contract without one, whatever it checks',
      [terms(VIEW, 24), terms('reservation-view', null, 'held_lines_match_ledger')],
      24,
      [],
    ],
    [
      'says what a verification of the view does not check',
      [terms(VIEW, 24, 'digest_chain_holds'), terms(TABLES, 24, 'buckets_match_movements')],
      24,
      ['inventory-stock-tables: buckets_match_movements is only made by a recovery that is asked for'],
    ],
    ['is none where no contract names one', [terms(VIEW, null)], null, []],
  ])('%s', (_what, contracts, proof_valid_hours, not_covered) => {
    const [view] = contracts;
    if (view === undefined) throw new Error('no contract of the view');
    expect(proofAge(view, contracts)).toEqual({ proof_valid_hours, not_covered });
  });
});
