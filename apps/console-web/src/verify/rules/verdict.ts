import { digestOf } from './canonical.js';
import { type Finding, failed, passed } from './finding.js';
import type { SignedRecord } from './signed-record.js';

const FLAGS: Readonly<Record<string, boolean | null>> = { pass: true, fail: false, not_covered: null };
const SIDES = ['table', 'cdc'] as const;

/** Whether the record's own numbers lead to its verdict. */
export function verdictFinding(record: SignedRecord): Finding {
  const { checks, reconciliation, confidence_status, candidate } = record;
  const twice = checks.find(({ name }, index) => checks.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) return failed('verdict', 'checks', `the check ${twice.name} is there twice`);
  for (const [index, { name, status }] of checks.entries()) {
    if (!(name in reconciliation) || reconciliation[name] !== FLAGS[status])
      return failed(
        'verdict',
        `reconciliation.${name}`,
        `it is not what checks[${index}].status says: ${status}`,
      );
  }
  const unnamed = Object.keys(reconciliation).find((name) => !checks.some((check) => check.name === name));
  if (unnamed !== undefined)
    return failed('verdict', `reconciliation.${unnamed}`, 'there is no check of this name');
  if (candidate?.promoted === true && !insideBudget(candidate))
    return failed('verdict', 'candidate.promoted', 'it was promoted, and it is not inside its budget');
  const verdict = verdictOf(record);
  return verdict === confidence_status
    ? passed('verdict', `its checks lead to ${verdict}`)
    : failed('verdict', 'confidence_status', `it says ${confidence_status}, its checks say ${verdict}`);
}

/** The closed-world verdict: wrong is untrusted, not everything compared is inconclusive, the rest is trusted. */
function verdictOf({
  checks,
  counts,
  offers,
  reconciliation,
}: SignedRecord): SignedRecord['confidence_status'] {
  const sound = SIDES.every((side) => {
    const { read, applied, late, duplicate, skipped } = counts[side];
    return read === applied + late + duplicate + skipped;
  });
  if (!sound || checks.some(({ status }) => status === 'fail')) return 'untrusted';
  const required = Object.keys(reconciliation);
  const covered = required.every((name) =>
    checks.some((check) => check.name === name && check.status === 'pass' && check.compared > 0),
  );
  return covered && required.length > 0 && offers.count > 0 && counts.table.read > 0
    ? 'trusted'
    : 'inconclusive';
}

function insideBudget({ difference, budget }: NonNullable<SignedRecord['candidate']>): boolean {
  return (
    difference.offers_compared > 0 &&
    difference.impossible_offers === 0 &&
    difference.offers_changed <= budget.offers_changed_at_most &&
    difference.units_more + difference.units_less <= budget.units_changed_at_most &&
    difference.oversold_units <= budget.oversold_units_at_most
  );
}

/** Whether another person approved what changes state. */
export async function approvalFinding(record: SignedRecord): Promise<Finding> {
  const { mode, approved_by, requested_by, break_glass, redrive } = record;
  if (mode === 'repair' || mode === 'promote') {
    if (approved_by === null) return failed('approval', 'approved_by', `nobody approved the ${mode}`);
    if (approved_by === requested_by && !break_glass)
      return failed('approval', 'approved_by', `${approved_by} asked for the ${mode} and approved it`);
  }
  if (redrive !== undefined) {
    if (redrive.approved_by === redrive.requested_by)
      return failed(
        'approval',
        'redrive.approved_by',
        `${redrive.approved_by} asked for the redrive and approved it`,
      );
    const { letter: dead_letter, payload_digest, seller_id, event_id } = redrive;
    if (redrive.digest !== (await digestOf({ letter: dead_letter, payload_digest, seller_id, event_id })))
      return failed(
        'approval',
        'redrive.digest',
        'the redrive that was approved is not the one that is told',
      );
  }
  if (mode !== 'repair' && mode !== 'promote')
    return passed('approval', 'it changed nothing, so it needed no approval');
  return passed(
    'approval',
    break_glass ? `${approved_by} broke the glass` : `${approved_by} approved what ${requested_by} asked for`,
  );
}
