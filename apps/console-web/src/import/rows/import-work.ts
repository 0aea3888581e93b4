import { eventCheck } from './check-event.js';
import { csvText, readCsv } from './csv-rows.js';
import { rowEvent, type ImportRules } from './row-event.js';

/** What the page asks of the worker. */
export type WorkRequest =
  | { readonly type: 'open'; readonly file: Blob | string }
  | {
      readonly type: 'check';
      readonly rules: ImportRules;
      readonly schema: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'send' }
  /** The answer to a `chunk`: go on, or stop. */
  | { readonly type: 'taken'; readonly go_on: boolean }
  | { readonly type: 'failed-rows'; readonly failed: readonly (readonly [number, string])[] };

/** A row to be sent. */
export type RowUpdate = readonly [row: number, event: Readonly<Record<string, unknown>>];

/** What the worker tells the page. */
export type WorkAnswer =
  | {
      readonly type: 'opened';
      readonly header: string[];
      readonly sample: string[][];
      readonly digest: string;
    }
  | {
      readonly type: 'checked';
      readonly up_to: number;
      readonly invalid: readonly (readonly [number, string])[];
      readonly done: boolean;
    }
  | { readonly type: 'chunk'; readonly rows: readonly RowUpdate[] }
  | { readonly type: 'sent' }
  | { readonly type: 'failed-file'; readonly text: string }
  | { readonly type: 'problem'; readonly detail: string };

/** Most rows and characters of a request: ingestion takes 1,000 updates, the console a body of 1 MiB. */
const CHUNK_ROWS = 1_000;
const CHUNK_CHARACTERS = 400_000;
const SAMPLE = 5;

/** Reads a file for an import. It runs in a worker, so that the page stays free whatever the size of the file. */
export class ImportWork {
  private file: Blob | string = '';
  private rules: ImportRules | null = null;
  private readonly invalid = new Set<number>();
  private taken: ((go_on: boolean) => void) | null = null;

  constructor(private readonly post: (answer: WorkAnswer) => void) {}

  /** Does what is asked. Never rejects: a file that cannot be read is a `problem`. */
  async handle(request: WorkRequest): Promise<void> {
    try {
      if (request.type === 'open') await this.open(request.file);
      if (request.type === 'check') await this.checkRows(request.rules, request.schema);
      if (request.type === 'send') await this.send();
      if (request.type === 'taken') this.taken?.(request.go_on);
      if (request.type === 'failed-rows') await this.failedRows(request.failed);
    } catch (error) {
      this.post({ type: 'problem', detail: (error as Error).message });
    }
  }

  private async open(file: Blob | string): Promise<void> {
    this.file = file;
    const sample: string[][] = [];
    const header = await readCsv(file, (rows) => {
      if (sample.length < SAMPLE) sample.push(...rows.slice(0, SAMPLE - sample.length));
    });
    if (header.length === 0 || sample.length === 0) throw new Error('the file has no row below its header');
    this.post({ type: 'opened', header, sample, digest: await digestOf(file) });
  }

  private async checkRows(rules: ImportRules, schema: Readonly<Record<string, unknown>>): Promise<void> {
    this.rules = rules;
    this.invalid.clear();
    const check = eventCheck(schema);
    let up_to = 0;
    await readCsv(this.file, (rows, first) => {
      const invalid = rows.flatMap((cells, index): [number, string][] => {
        const faults = check(rowEvent(cells, first + index, rules));
        if (faults.length === 0) return [];
        this.invalid.add(first + index);
        return [[first + index, faults.join('; ')]];
      });
      up_to = first + rows.length - 1;
      this.post({ type: 'checked', up_to, invalid, done: false });
    });
    this.post({ type: 'checked', up_to, invalid: [], done: true });
  }

  /** Passes on the rows that are valid, a request's worth at a time, each once the one before was taken. */
  private async send(): Promise<void> {
    const { rules, invalid } = this;
    if (rules === null) throw new Error('the rows were not checked');
    let waiting: RowUpdate[] = [];
    let characters = 0;
    const flush = async (): Promise<void> => {
      if (waiting.length === 0) return;
      const go_on = new Promise<boolean>((done) => {
        this.taken = done;
      });
      this.post({ type: 'chunk', rows: waiting });
      waiting = [];
      characters = 0;
      if (!(await go_on)) throw new StoppedError();
    };
    try {
      await readCsv(this.file, async (rows, first) => {
        for (const [index, cells] of rows.entries()) {
          if (invalid.has(first + index)) continue;
          const event = rowEvent(cells, first + index, rules);
          waiting.push([first + index, event]);
          characters += JSON.stringify(event).length;
          if (waiting.length === CHUNK_ROWS || characters >= CHUNK_CHARACTERS) await flush();
        }
      });
      await flush();
    } catch (error) {
      if (!(error instanceof StoppedError)) throw error;
    }
    this.post({ type: 'sent' });
  }

  private async failedRows(failed: readonly (readonly [number, string])[]): Promise<void> {
    const why = new Map(failed);
    const found: string[][] = [];
    const header = await readCsv(this.file, (rows, first) => {
      for (const [index, cells] of rows.entries()) {
        const reason = why.get(first + index);
        if (reason !== undefined) found.push([...cells, String(first + index), reason]);
      }
    });
    this.post({ type: 'failed-file', text: csvText([[...header, 'row', 'why'], ...found]) });
  }
}

/** The page takes no more rows. */
class StoppedError extends Error {}

async function digestOf(file: Blob | string): Promise<string> {
  const bytes =
    typeof file === 'string' ? new TextEncoder().encode(file) : new Uint8Array(await file.arrayBuffer());
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
