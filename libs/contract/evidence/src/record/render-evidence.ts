import type {
  CandidateResult,
  CheckResult,
  Evidence,
  FunctionSeen,
  RedriveReport,
} from './evidence-record.js';

/**
 * Renders the record as Markdown, for an incident report. It only shows the record; the proof is the JSON
 * file.
 */
export function renderEvidence(evidence: Evidence): string {
  const { counts, integrity, offers, repairs, contract, watermark } = evidence;
  const reasons = evidence.reasons.map((reason) => `- ${cell(reason)}`);
  const lines = [
    `# Recovery ${cell(evidence.recovery_id)}: ${evidence.confidence_status}`,
    '',
    ...(reasons.length > 0 ? ['Why it is not trusted:', '', ...reasons, ''] : []),
    '| | |',
    '|---|---|',
    row('Flow', `${evidence.flow}, contract version ${contract.version} (${contract.digest.slice(0, 16)})`),
    row('Mode and scope', `${evidence.mode}, ${JSON.stringify(evidence.scope)}`),
    row('Intent', `${evidence.intent} (owner ${evidence.owner})`),
    row(
      'Requested, approved',
      `${evidence.requested_by}, ${evidence.approved_by ?? 'nobody'}${evidence.break_glass ? `, BREAK-GLASS${evidence.break_glass_reason === undefined ? '' : `: ${evidence.break_glass_reason}`}` : ''}`,
    ),
    row('Time', `${evidence.requested_at} to ${evidence.finished_at}`),
    row('Watermark', `${watermark.wal_lsn} at ${watermark.taken_at}`),
    row('Offers', `${offers.count}, root ${offers.merkle_root}`),
    row(
      'Events',
      `${counts.table.read} read = ${counts.table.applied} applied + ${counts.table.late} late + ${counts.table.duplicate} duplicate + ${counts.table.skipped} skipped`,
    ),
    row(
      'Captured',
      `${counts.cdc.read} read = ${counts.cdc.applied} applied + ${counts.cdc.late} late + ${counts.cdc.duplicate} duplicate + ${counts.cdc.skipped} skipped`,
    ),
    row(
      'Repairs',
      `${repairs.applied} of ${repairs.sent} applied in ${repairs.rounds} rounds; ${evidence.projection_rows_changed} rows changed`,
    ),
    row('Function', functionText(evidence.projection_function)),
    ...candidateRows(evidence.candidate),
    ...redriveRows(evidence.redrive),
    row(
      'Record',
      `number ${integrity.sequence}, after ${integrity.previous_digest.slice(0, 16)}, signed by ${integrity.key_id}`,
    ),
    '',
    '| check | result | compared | failures |',
    '|---|---|---|---|',
    ...evidence.checks.map((check) =>
      row(check.name, resultOf(check), String(check.compared), String(check.failures)),
    ),
    '',
    ...evidence.checks.flatMap(counterexamplesOf),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function functionText({ name, version, digest }: FunctionSeen): string {
  return `${name}, version ${version}${digest === null ? '' : ` (${digest.slice(0, 16)})`}`;
}

function candidateRows(candidate: CandidateResult | null): string[] {
  if (candidate === null) return [];
  const { difference, promoted, compared_with } = candidate;
  const { offers_changed, offers_compared, units_more, units_less, oversold_units, oversold_offers } =
    difference;
  return [
    row(
      'Candidate',
      `${functionText(candidate)}, ${promoted ? 'PROMOTED' : 'not promoted'}; compared with ${functionText(compared_with)}`,
    ),
    row(
      'It changes',
      `${offers_changed} of ${offers_compared} offers, ${units_more} units more, ${units_less} less; ${oversold_units} units of ${oversold_offers} offers oversold`,
    ),
  ];
}

function redriveRows(redrive: RedriveReport | undefined): string[] {
  if (redrive === undefined) return [];
  const {
    redrive_id,
    stage,
    letter: deadLetter,
    seller_id,
    event_id,
    digest,
    reason,
    requested_by,
    approved_by,
  } = redrive;
  return [
    row(
      'Redrive',
      `${stage} ${redrive_id} of ${deadLetter} as ${seller_id} ${event_id} (${digest}); ${requested_by}, approved by ${approved_by}: ${reason}`,
    ),
  ];
}

function resultOf({ status, reason }: CheckResult): string {
  return reason === null ? status : `${status}: ${reason}`;
}

function counterexamplesOf({ name, counterexamples }: CheckResult): string[] {
  if (counterexamples.length === 0) return [];
  return [
    `## ${name}`,
    '',
    '| seller | sku | expected | found | first at version |',
    '|---|---|---|---|---|',
    ...counterexamples.map((one) =>
      row(
        one.seller_id ?? '-',
        one.sku ?? '-',
        one.expected,
        one.found,
        String(one.first_differing_version ?? '-'),
      ),
    ),
    '',
  ];
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Ids come from sellers, so they are escaped: nothing in them may end a cell or start markup. */
function cell(text: string): string {
  return text.replace(/[\\|`<>[\]*_#]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
