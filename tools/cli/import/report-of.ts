import {
  type CsvHeader,
  failedHeader,
  failedJson,
  failedRow,
  FILE_LINE_BYTES,
  type FileLine,
  type FileReportLine,
  lineText,
} from '@stockproof/update-file';

/** What is written of some lines, as text; counts are of rows. */
export interface LineReport {
  readonly report: string;
  readonly failed_header: string;
  readonly failed: string;
  readonly queued: number;
  readonly refused: number;
}

/**
 * The report and the failed lines of what was sent. A line that is too long was not sent; it is refused here, as
 * the service would. Pure.
 */
export function reportOf(
  sent: readonly FileLine[],
  answered: readonly FileReportLine[],
  header: CsvHeader | null,
): LineReport {
  const answers = new Map(answered.map((answer) => [answer.line, answer]));
  const all = sent.flatMap(({ line, bytes }) => answers.get(line) ?? (bytes === null ? [tooLong(line)] : []));
  const texts = new Map(sent.map(({ line, bytes }) => [line, bytes]));
  const failed = all.flatMap((answer) => {
    if (!('code' in answer)) return [];
    const bytes = texts.get(answer.line) ?? null;
    const text = bytes === null ? '' : (lineText(bytes, answer.line) ?? Buffer.from(bytes).toString());
    const reason = `${answer.code}: ${answer.detail}`;
    return [
      header === null ? failedJson(text, answer.line, reason) : failedRow(header, text, answer.line, reason),
    ];
  });
  return {
    report: all.map((answer) => `${JSON.stringify(answer)}\n`).join(''),
    failed_header: header === null ? '' : failedHeader(header),
    failed: failed.join(''),
    queued: all.length - failed.length,
    refused: failed.length,
  };
}

function tooLong(line: number): FileReportLine {
  return {
    line,
    event_id: null,
    type: 'urn:stockproof:problem:line_too_long',
    title: 'Content Too Large',
    status: 413,
    code: 'line_too_long',
    detail: `a line holds at most ${FILE_LINE_BYTES} bytes`,
  };
}
