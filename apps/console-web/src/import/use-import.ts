import { useCallback, useEffect, useRef, useState } from 'react';
import { useStream } from '../api/stream.js';
import { send } from '../api/send.js';
import { type SellerUpdate, sellerCalls, updateStreamAddress } from '../me/seller-calls.js';
import { whyText } from '../me/why-text.js';
import type { ColumnMapping, ForWholeFile } from './rows/fields.js';
import { fetchUpdateSchema } from './fetch-schema.js';
import type { RowUpdate, WorkAnswer, WorkRequest } from './rows/import-work.js';
import { rowOfEventId } from './rows/row-event.js';
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

/** An import of one file, as the screen shows it. */
export interface Import {
  readonly step: ImportStep;
  readonly file: OpenedFile | null;
  readonly report: RowReport;
  /** Rows that were read so far. */
  readonly rows: number;
  /** What went wrong, or what is waited for; null if nothing. */
  readonly problem: Error | null;
  readonly waiting: string;
  readonly open: (file: File) => void;
  readonly check: (seller_id: string, mapping: ColumnMapping, same: ForWholeFile) => void;
  readonly send: () => void;
  readonly stop: () => void;
  readonly downloadFailed: () => void;
}

/** How often the report is drawn again at most, ms: rows come faster than anybody reads. */
const DRAW_MS = 200;

/** Imports files in a worker, and follows what becomes of their rows. */
export function useImport(): Import {
  const [step, setStep] = useState<ImportStep>('empty');
  const [file, setFile] = useState<OpenedFile | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [waiting, setWaiting] = useState('');
  const [since, setSince] = useState<string | null>(null);
  const [rows, setRows] = useState(0);
  const report = useRef(new RowReport());
  const stopped = useRef(false);
  const opened = useRef<{ readonly name: string; readonly changed_at: string }>({ name: '', changed_at: '' });
  const draw = useDrawing();
  const worker = useWorker((answer) => receive(answer));
  const ask = worker.ask;

  function receive(answer: WorkAnswer): void {
    if (answer.type === 'problem') {
      setProblem(new Error(answer.detail));
      setStep((now) => (now === 'reading' ? 'empty' : now === 'checking' ? 'mapping' : now));
    }
    if (answer.type === 'opened') {
      const { header, sample, digest } = answer;
      setFile({ ...opened.current, header, sample, digest });
      setStep('mapping');
    }
    if (answer.type === 'checked') {
      const invalid = new Map(answer.invalid);
      for (let row = checked.current + 1; row <= answer.up_to; row += 1)
        report.current.set(row, invalid.has(row) ? 'invalid' : 'valid', invalid.get(row) ?? '');
      checked.current = answer.up_to;
      setRows(answer.up_to);
      if (answer.done) setStep('checked');
      draw();
    }
    if (answer.type === 'chunk') void take(answer.rows);
    if (answer.type === 'sent') setStep('sent');
    if (answer.type === 'failed-file')
      download(answer.text, `${opened.current.name.replace(/\.[^.]*$/, '')}-failed.csv`);
  }
  const checked = useRef(0);

  async function take(chunk: readonly RowUpdate[]): Promise<void> {
    const send_again = { stopped: () => stopped.current, onWaiting: setWaiting };
    const ended = await sendRows(chunk, (body) => send(sellerCalls.post(body)), report.current, send_again);
    setWaiting('');
    setProblem(ended);
    draw();
    ask({ type: 'taken', go_on: ended === null && !stopped.current });
  }

  const digest = file?.digest ?? '';
  useStream(since === null ? null : updateStreamAddress({ since }), ['updates'], null, (_name, data) => {
    for (const update of (data as { items: readonly SellerUpdate[] }).items) {
      const row = rowOfEventId(digest, update.event_id ?? '');
      if (row !== null) report.current.set(row, update.status, whyText(update));
    }
    draw();
  });

  return {
    ...{ step, file, report: report.current, rows, problem, waiting },
    open: (chosen) => {
      report.current = new RowReport();
      checked.current = 0;
      opened.current = { name: chosen.name, changed_at: new Date(chosen.lastModified).toISOString() };
      setProblem(null);
      setSince(null);
      setStep('reading');
      worker.restart();
      ask({ type: 'open', file: chosen });
    },
    check: (seller_id, mapping, same) => {
      report.current = new RowReport();
      checked.current = 0;
      setProblem(null);
      setStep('checking');
      const rules = { file_digest: digest, seller_id, mapping, same };
      fetchUpdateSchema().then(
        (schema) => ask({ type: 'check', rules, schema }),
        (cause: unknown) => receive({ type: 'problem', detail: (cause as Error).message }),
      );
    },
    send: () => {
      stopped.current = false;
      // A little before: the ledger's clock may be behind the browser's.
      setSince((now) => now ?? new Date(Date.now() - 60_000).toISOString());
      setProblem(null);
      setStep('sending');
      ask({ type: 'send' });
    },
    stop: () => {
      stopped.current = true;
    },
    downloadFailed: () => ask({ type: 'failed-rows', failed: report.current.failed }),
  };
}

interface WorkerLine {
  readonly ask: (request: WorkRequest) => void;
  /** Ends what the worker does, and begins with another one. */
  readonly restart: () => void;
}

function useWorker(receive: (answer: WorkAnswer) => void): WorkerLine {
  const worker = useRef<Worker | null>(null);
  const receiver = useRef(receive);
  useEffect(() => {
    receiver.current = receive;
  });
  const end = useCallback((): void => {
    worker.current?.terminate();
    worker.current = null;
  }, []);
  useEffect(() => end, [end]);
  const ask = useCallback((request: WorkRequest): void => {
    if (worker.current === null) {
      worker.current = new Worker(new URL('./rows/import-worker.ts', import.meta.url), { type: 'module' });
      worker.current.addEventListener('message', ({ data }: MessageEvent<WorkAnswer>) =>
        receiver.current(data),
      );
      worker.current.addEventListener('error', ({ message }: ErrorEvent) =>
        receiver.current({ type: 'problem', detail: `the import stopped: ${message}` }),
      );
    }
    worker.current.postMessage(request);
  }, []);
  return { ask, restart: end };
}

/** A function that has the screen drawn again soon, and once for many calls. */
function useDrawing(): () => void {
  const [, set] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      set((now) => now + 1);
    }, DRAW_MS);
  }, []);
}

function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
