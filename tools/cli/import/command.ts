import type { Command } from 'commander';
import { readInstance } from '@stockproof/embedded';
import type { FileFormat } from '@stockproof/update-file';
import { printJson } from '../acting.js';
import { sellerToken } from '../api/call.js';
import { CountProgress } from '../progress/count-progress.js';
import { importFile } from './import-file.js';
import { sendLines } from './send-lines.js';

interface ImportOptions {
  readonly format?: string;
  readonly fileId?: string;
  readonly seller?: string;
  readonly url?: string;
  readonly restart?: boolean;
  readonly json?: boolean;
}

/** Lines were refused; 1 is every other failure. */
const LINES_FAILED = 2;
const BAR = 'import [{bar}] {percentage}%, line {line}, {queued} queued, {refused} refused';

/** `stockproof import FILE`: sends a file of updates, and goes on where it was interrupted. */
export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description(
      'send a file of updates, CSV with a header or NDJSON; an interrupted import goes on; exit code 2: some lines failed',
    )
    .argument('<file>')
    .option('--format <format>', 'csv or ndjson; by the name of the file unless given')
    .option(
      '--file-id <id>',
      'begins the event ids of lines without one; the SHA-256 of the file unless given',
    )
    .option('--seller <id>', 'development seller to act as; otherwise STOCKPROOF_TOKEN or who is logged in')
    .option('--url <address>', 'of ingestion; that of the local instance unless given')
    .option('--restart', 'begin again, whatever an interrupted import has done')
    .option('--json', 'for programs')
    .action(run);
}

async function run(file: string, options: ImportOptions): Promise<void> {
  const { fileId: file_id, seller, restart = false, json } = options;
  const url = options.url ?? readInstance().urls.ingestion;
  const format = formatOf(file, options.format);
  const progress = new CountProgress(BAR);
  const done = await importFile(file, {
    format,
    file_id: file_id ?? null,
    restart,
    send: (sent) => sendLines({ url, token: () => sellerToken(seller) }, sent),
    onProgress: (bytes, total, counts) => progress.show(bytes, total, counts),
  }).finally(() => progress.end());
  if (done.refused > 0) process.exitCode = LINES_FAILED;
  if (json === true) return printJson(done);
  console.log(`${done.queued} lines queued, ${done.refused} refused; each line: ${done.report}`);
  if (done.failed !== null) console.log(`what failed, to correct and import: ${done.failed}`);
}

function formatOf(file: string, given: string | undefined): FileFormat {
  if (given === 'csv' || given === 'ndjson') return given;
  if (given !== undefined) throw new Error(`--format is csv or ndjson, not ${given}`);
  return /\.(ndjson|jsonl)$/i.test(file) ? 'ndjson' : 'csv';
}
