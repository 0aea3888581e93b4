import { send } from '../api/send.js';
import { sellerCalls } from '../me/seller-calls.js';
import { fetchUpdateSchema } from './fetch-schema.js';
import type { ColumnMapping, ForWholeFile } from './rows/fields.js';
import type { RowUpdate, WorkAnswer, WorkRequest } from './rows/import-work.js';
import { RowReport } from './rows/row-report.js';
import { sendRows } from './send-rows.js';

/** How far an import is. `sent`: every valid row was answered by ingestion; what becomes of them comes by the stream. */
export type ImportStep = 'empty' | 'reading' | 'mapping' | 'checking' | 'checked' | 'sending' | 'sent';

/** What was found at the beginning of a file. */
export interface OpenedFile {
  readonly name: string;
  readonly header: readonly string[];
  readonly sample: readonly (readonly string[])[];
  readonly digest: string;
  /** When the file was changed last: the same for the same file. RFC 3339. */
  readonly changed_at: string;
}

/** An import as the screen shows it. */
export interface ImportState {
  readonly step: ImportStep;
  readonly file: OpenedFile | null;
  /** Rows that were read so far. */
  readonly rows: number;
  /** What went wrong; null if nothing. */
  readonly problem: Error | null;
  /** What is waited for; '' if nothing. */
  readonly waiting: string;
  /** Since when outcomes are followed, RFC 3339; null before anything was sent. */
  readonly since: string | null;
}

/** The state before a file was chosen. */
export const NO_FILE: ImportState = {
  step: 'empty',
  file: null,
  rows: 0,
  problem: null,
  waiting: '',
  since: null,
};

/** How an import tells the screen of itself, and reaches its worker. */
export interface ImportLines {
  readonly change: (change: (now: ImportState) => Partial<ImportState>) => void;
  readonly draw: () => void;
  readonly ask: (request: WorkRequest) => void;
  readonly restart: () => void;
}

/** An import of one file: the page's side of the worker. */
export class ImportRun {
  report = new RowReport();
  private checked = 0;
  private stopped = false;
  private name = '';
  private changed_at = '';

  open(chosen: File, { change, ask, restart }: ImportLines): void {
    this.report = new RowReport();
    this.name = chosen.name;
    this.changed_at = new Date(chosen.lastModified).toISOString();
    change(() => ({ ...NO_FILE, step: 'reading' }));
    restart();
    ask({ type: 'open', file: chosen });
  }

  /** Has every row checked, by the schema that ingestion serves. */
  check(
    rules: {
      readonly file_digest: string;
      readonly seller_id: string;
      readonly mapping: ColumnMapping;
      readonly same: ForWholeFile;
    },
    lines: ImportLines,
  ): void {
    this.report = new RowReport();
    this.checked = 0;
    lines.change(() => ({ step: 'checking', problem: null, rows: 0 }));
    fetchUpdateSchema().then(
      (schema) => lines.ask({ type: 'check', rules, schema }),
      (cause: unknown) => this.failed(cause as Error, lines),
    );
  }

  send({ change, ask }: ImportLines): void {
    this.stopped = false;
    // A little before: the ledger's clock may be behind the browser's.
    const since = new Date(Date.now() - 60_000).toISOString();
    change((now) => ({ step: 'sending', problem: null, since: now.since ?? since }));
    ask({ type: 'send' });
  }

  stop(): void {
    this.stopped = true;
  }

  receive(answer: WorkAnswer, lines: ImportLines): void {
    if (answer.type === 'problem') this.failed(new Error(answer.detail), lines);
    if (answer.type === 'opened') {
      const { header, sample, digest } = answer;
      const file = { name: this.name, changed_at: this.changed_at, header, sample, digest };
      lines.change(() => ({ step: 'mapping', file }));
    }
    if (answer.type === 'checked') this.rowsChecked(answer, lines);
    if (answer.type === 'chunk') void this.take(answer.rows, lines);
    if (answer.type === 'sent') lines.change(() => ({ step: 'sent' }));
    if (answer.type === 'failed-file')
      download(answer.text, `${this.name.replace(/\.[^.]*$/, '')}-failed.csv`);
  }

  private rowsChecked(
    { up_to, invalid, done }: Extract<WorkAnswer, { type: 'checked' }>,
    { change, draw }: ImportLines,
  ): void {
    const why = new Map(invalid);
    for (let row = this.checked + 1; row <= up_to; row += 1)
      this.report.set(row, why.has(row) ? 'invalid' : 'valid', why.get(row));
    this.checked = up_to;
    change(() => ({ rows: up_to, ...(done ? { step: 'checked' as const } : {}) }));
    draw();
  }

  private async take(rows: readonly RowUpdate[], { change, draw, ask }: ImportLines): Promise<void> {
    const problem = await sendRows(rows, (events) => send(sellerCalls.post(events)), this.report, {
      stopped: () => this.stopped,
      onWaiting: (waiting) => change(() => ({ waiting })),
    });
    change(() => ({ waiting: '', problem }));
    draw();
    ask({ type: 'taken', go_on: problem === null && !this.stopped });
  }

  private failed(problem: Error, { change }: ImportLines): void {
    const back: Partial<Record<ImportStep, ImportStep>> = { reading: 'empty', checking: 'mapping' };
    change(({ step }) => ({ problem, step: back[step] ?? step }));
  }
}

function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
