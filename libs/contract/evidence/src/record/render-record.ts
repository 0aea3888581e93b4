import type {
  CheckOutcome,
  FoundDifference,
  FunctionSeen,
  RecordContent,
  Sealed,
  SegmentRelied,
} from './record-content.js';
import type { RecordDomain, StreamName } from './record-domain.js';

/**
 * Renders the record as Markdown, for an incident report. It only shows the record; the proof is the JSON
 * file.
 */
export function renderRecord<D extends FoundDifference, C extends RecordContent<D>>(
  { streamName, report }: RecordDomain<D, C>,
  record: Sealed<C>,
): string {
  const { counts, integrity, repairs, contract, watermark } = record;
  const reasons = record.reasons.map((reason) => `- ${cell(reason)}`);
  const lines = [
    `# Recovery ${cell(record.recovery_id)}: ${record.confidence_status}`,
    '',
    ...(reasons.length > 0 ? ['Why it is not trusted:', '', ...reasons, ''] : []),
    '| | |',
    '|---|---|',
    row('Flow', `${record.flow}, contract version ${contract.version} (${contract.digest.slice(0, 16)})`),
    row('Mode and scope', `${record.mode}, ${JSON.stringify(record.scope)}`),
    row('Intent', `${record.intent} (owner ${record.owner})`),
    row(
      'Requested, approved',
      `${record.requested_by}, ${record.approved_by ?? 'nobody'}${record.break_glass ? `, BREAK-GLASS${record.break_glass_reason === undefined ? '' : `: ${record.break_glass_reason}`}` : ''}`,
    ),
    row('Time', `${record.requested_at} to ${record.finished_at}`),
    row('Watermark', `${watermark.wal_lsn} at ${watermark.taken_at}`),
    ...report.streams(record).map((cells) => row(...cells)),
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
      `${repairs.applied} of ${repairs.sent} applied in ${repairs.rounds} rounds; ${record.projection_rows_changed} rows changed`,
    ),
    ...(record.history_read_from === undefined ? [] : [row('Read from', record.history_read_from)]),
    ...sealedRows(record.sealed_segments),
    row('Function', functionText(record.projection_function)),
    ...report.others(record).map((cells) => row(...cells)),
    row(
      'Record',
      `number ${integrity.sequence}, after ${integrity.previous_digest.slice(0, 16)}, signed by ${integrity.key_id}`,
    ),
    '',
    '| check | result | compared | failures |',
    '|---|---|---|---|',
    ...record.checks.map((check) =>
      row(check.name, resultOf(check), String(check.compared), String(check.failures)),
    ),
    '',
    ...record.checks.flatMap((check) => counterexamplesOf(check, report.columns, streamName)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** A function with its version, and the first 16 digits of its digest. */
export function functionText({ name, version, digest }: FunctionSeen): string {
  return `${name}, version ${version}${digest === null ? '' : ` (${digest.slice(0, 16)})`}`;
}

function resultOf({ status, reason }: CheckOutcome): string {
  return reason === null ? status : `${status}: ${reason}`;
}

function counterexamplesOf<D extends FoundDifference>(
  { name, counterexamples }: CheckOutcome<D>,
  columns: readonly string[],
  streamName: (difference: D) => StreamName,
): string[] {
  if (counterexamples.length === 0) return [];
  const names = [...columns, 'expected', 'found', 'first at version'];
  return [
    `## ${name}`,
    '',
    row(...names),
    `|${names.map(() => '---|').join('')}`,
    ...counterexamples.map((one) =>
      row(
        ...Object.values(streamName(one)).map((id) => id ?? '-'),
        one.expected,
        one.found,
        String(one.first_differing_version ?? '-'),
      ),
    ),
    '',
  ];
}

function sealedRows(segments: readonly SegmentRelied[] | undefined): string[] {
  return (segments ?? []).map(({ topic, partition, from_offset, to_offset, manifest_digest }) =>
    row('Sealed', `${topic}/${partition} from ${from_offset} to ${to_offset}, manifest ${manifest_digest}`),
  );
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Names come from outside, so they are escaped: nothing in them may end a cell or start markup. */
function cell(text: string): string {
  return text.replace(/[\\|`<>[\]*_#]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
