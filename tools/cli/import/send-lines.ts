import { abortAfter } from '@stockproof/timing';
import {
  type FileFormat,
  type FileLine,
  type FileReportEnd,
  type FileReportLine,
  isReportEnd,
  LineSplitter,
  MEDIA_TYPES,
} from '@stockproof/update-file';

/** Lines of a file that are sent in one request. */
export interface SentLines {
  readonly format: FileFormat;
  readonly file_id: string;
  /** Of CSV. */
  readonly header: string | null;
  readonly lines: readonly FileLine[];
}

/** Where to send to, and as whom. */
export interface Destination {
  readonly url: string;
  /** Asked for each request, because a token is valid for a while. */
  readonly token: () => Promise<string>;
}

/**
 * What was reported of the lines, in order. If the report ended before the lines did, `broken` says why and after
 * how many ms it makes sense to go on; null if it ended well.
 */
export interface SentReport {
  readonly lines: readonly FileReportLine[];
  readonly broken: { readonly why: string; readonly again_ms: number } | null;
}

const AGAIN_MS = 1_000;
const ANSWER_WITHIN_MS = 120_000;

/** Sends lines and reads the report. Throws if the request is refused for good, with the problem's text. */
export async function sendLines(to: Destination, sent: SentLines): Promise<SentReport> {
  const lines: FileReportLine[] = [];
  try {
    const broken = await abortAfter(ANSWER_WITHIN_MS, (signal) => ask(to, sent, lines, signal));
    return { lines, broken };
  } catch (error) {
    if (error instanceof RefusedFileError) throw error;
    const { message, cause } = error as Error;
    const why = cause instanceof Error && cause.message !== '' ? cause.message : message;
    return { lines, broken: { why: `${to.url} does not answer: ${why}`, again_ms: AGAIN_MS } };
  }
}

/** One request, whose report is added to `lines` as it comes. */
async function ask(
  { url, token }: Destination,
  sent: SentLines,
  lines: FileReportLine[],
  signal: AbortSignal,
): Promise<SentReport['broken']> {
  const query = new URLSearchParams({
    file_id: sent.file_id,
    first_line: String(sent.lines[0]?.line ?? 1),
  });
  const answer = await fetch(`${url}/v1/inventory-update-files?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token()}`, 'content-type': MEDIA_TYPES[sent.format] },
    body: bodyOf(sent),
    signal,
  });
  if (!answer.ok) return whyRefused(answer);
  const end = await readReport(answer, lines);
  if (end?.done === true) return null;
  return { why: end?.detail ?? 'the report ended early', again_ms: AGAIN_MS };
}

/** The request was refused, and would be again. */
class RefusedFileError extends Error {}

/** A line that is too long is sent as an empty one, so that the lines behind it keep their numbers. */
function bodyOf({ header, lines }: SentLines): Buffer {
  const line_break = Buffer.from('\n');
  const head = header === null ? [] : [Buffer.from(`${header}\n`)];
  return Buffer.concat([...head, ...lines.flatMap(({ bytes }) => [bytes ?? new Uint8Array(), line_break])]);
}

async function readReport(answer: Response, lines: FileReportLine[]): Promise<FileReportEnd | null> {
  const splitter = new LineSplitter();
  let end: FileReportEnd | null = null;
  for await (const piece of answer.body ?? []) {
    for (const { bytes } of splitter.push(piece)) {
      const one = JSON.parse(Buffer.from(bytes ?? []).toString()) as FileReportLine | FileReportEnd;
      if (isReportEnd(one)) end = one;
      else lines.push(one);
    }
  }
  return end;
}

/** Throws for what would be refused again. */
async function whyRefused(answer: Response): Promise<SentReport['broken']> {
  const text = await answer.text();
  const retry_after = answer.headers.get('retry-after');
  if ((answer.status === 429 && retry_after !== null) || answer.status >= 500)
    return { why: text, again_ms: Number(retry_after ?? 1) * 1_000 };
  let problem: { code?: string; detail?: string } = {};
  try {
    problem = JSON.parse(text) as typeof problem;
  } catch {
    // Not from the service: the text is all there is.
  }
  throw new RefusedFileError(`${problem.code ?? answer.status}: ${problem.detail ?? text}`);
}
