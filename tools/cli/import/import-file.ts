import { rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileDigest } from '@stockproof/files';
import { type CsvHeader, type FileFormat, lineText, readCsvHeader } from '@stockproof/update-file';
import { decideStart } from './decide-start.js';
import { type ImportState, readState, writeState } from './import-state.js';
import { Output } from './outputs.js';
import { readFirstLine, readParts } from './read-parts.js';
import { reportOf, type LineReport } from './report-of.js';
import type { SentLines, SentReport } from './send-lines.js';

/** How a file is imported. */
export interface ImportFileOptions {
  readonly format: FileFormat;
  readonly file_id: string | null;
  readonly restart: boolean;
  readonly send: (sent: SentLines) => Promise<SentReport>;
  readonly onProgress: (bytes: number, total: number, counts: object) => void;
  /** How long it is tried without any progress, ms. */
  readonly give_up_ms?: number;
}

/** What became of a file. `failed` is null if no line failed. */
export interface Imported {
  readonly file_id: string;
  readonly queued: number;
  readonly refused: number;
  readonly report: string;
  readonly failed: string | null;
}

const GIVE_UP_MS = 120_000;

/**
 * Imports a file, from where an interrupted import of it ended. Beside the file it writes the report of each line
 * and the lines that failed. Rejects if a request is refused for good, or if nothing goes on for a while: then the
 * same call goes on.
 */
export async function importFile(path: string, options: ImportFileOptions): Promise<Imported> {
  const { format } = options;
  const names = {
    report: `${path}.report.ndjson`,
    failed: `${path}.failed.${format}`,
    state: `${path}.import.json`,
  };
  const { header, first } = await readHead(path, format);
  const { size } = await stat(path);
  let state = decideStart({
    ...{ digest: await fileDigest(path), file_id: options.file_id, restart: options.restart, first },
    left: await readState(names.state),
  });
  const report = await Output.open(names.report, state.report_bytes);
  const failed = await Output.open(names.failed, state.failed_bytes);
  const note = async (lines: LineReport, next: Pick<ImportState, 'next_line' | 'offset'>): Promise<void> => {
    if (failed.bytes === 0 && lines.failed !== '') await failed.append(lines.failed_header);
    await failed.append(lines.failed);
    await report.append(lines.report);
    const counts = { queued: state.queued + lines.queued, refused: state.refused + lines.refused };
    state = { ...state, ...next, ...counts, report_bytes: report.bytes, failed_bytes: failed.bytes };
    await writeState(names.state, state);
    options.onProgress(state.offset, size, { line: state.next_line, ...counts });
  };
  try {
    await writeState(names.state, state);
    for await (const part of readParts(path, { line: state.next_line, offset: state.offset }))
      await sendPart(
        { format, file_id: state.file_id, header: header?.names_line ?? null, lines: part },
        header?.read ?? null,
        note,
        options,
      );
  } finally {
    await Promise.all([report.close(), failed.close()]);
  }
  await rm(names.state);
  if (state.refused === 0) await rm(names.failed);
  const { file_id, queued, refused } = state;
  return { file_id, queued, refused, report: names.report, failed: refused === 0 ? null : names.failed };
}

/** Sends lines until each has an answer; those without one are sent again with the same ids. */
async function sendPart(
  sent: SentLines,
  header: CsvHeader | null,
  note: (lines: LineReport, next: Pick<ImportState, 'next_line' | 'offset'>) => Promise<void>,
  { send, give_up_ms = GIVE_UP_MS }: ImportFileOptions,
): Promise<void> {
  let left = sent.lines;
  for (let until_ms = performance.now() + give_up_ms; left.length > 0;) {
    const { lines, broken } = await send({ ...sent, lines: left });
    const last = broken === null ? left.at(-1)?.line : lines.at(-1)?.line;
    const known = last === undefined ? [] : left.filter(({ line }) => line <= last);
    const end = known.at(-1);
    if (end !== undefined) {
      await note(reportOf(known, lines, header), { next_line: end.line + 1, offset: end.end });
      until_ms = performance.now() + give_up_ms;
    }
    left = left.slice(known.length);
    if (broken === null) continue;
    if (performance.now() + broken.again_ms > until_ms)
      throw new Error(
        `interrupted at line ${left[0]?.line}, run the same command again to go on: ${broken.why}`,
      );
    await delay(broken.again_ms);
  }
}

async function readHead(path: string, format: FileFormat) {
  if (format === 'ndjson') return { header: null, first: { line: 1, offset: 0 } };
  const line = await readFirstLine(path);
  const bytes = line?.bytes ?? null;
  const text = bytes === null ? null : lineText(bytes, 1);
  const read = readCsvHeader(text ?? '');
  if (!read.ok) throw new Error(`${path}: ${read.fault}`);
  return {
    header: { names_line: text ?? '', read: read.header },
    first: { line: 2, offset: line?.end ?? 0 },
  };
}
