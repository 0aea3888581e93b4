import { useRef, useState } from 'react';
import { useStream } from '../api/stream.js';
import { type SellerUpdate, updateStreamAddress } from '../me/seller-calls.js';
import { whyText } from '../me/why-text.js';
import { type ImportLines, ImportRun, type ImportState, NO_FILE } from './import-run.js';
import type { ColumnMapping, ForWholeFile } from './rows/fields.js';
import { rowOfEventId } from './rows/row-event.js';
import type { RowReport } from './rows/row-report.js';
import { useDrawing } from './use-drawing.js';
import { useWorker } from './use-worker.js';

/** An import of one file, and what can be done with it. */
export interface Import extends ImportState {
  readonly report: RowReport;
  readonly open: (file: File) => void;
  readonly check: (seller_id: string, mapping: ColumnMapping, same: ForWholeFile) => void;
  readonly send: () => void;
  readonly stop: () => void;
  readonly downloadFailed: () => void;
}

/** Imports files in a worker, and follows what becomes of their rows. */
export function useImport(): Import {
  const [state, setState] = useState(NO_FILE);
  const [run] = useState(() => new ImportRun());
  const draw = useDrawing();
  const lines = useRef<ImportLines | null>(null);
  const { ask, restart } = useWorker((answer) => {
    if (lines.current !== null) run.receive(answer, lines.current);
  });
  const own: ImportLines = {
    ...{ draw, ask, restart },
    change: (change) => setState((now) => ({ ...now, ...change(now) })),
  };
  lines.current = own;
  const file_digest = state.file?.digest ?? '';
  const { since } = state;
  useStream(since === null ? null : updateStreamAddress({ since }), ['updates'], null, (_name, data) => {
    for (const update of (data as { items: readonly SellerUpdate[] }).items) {
      const row = rowOfEventId(file_digest, update.event_id ?? '');
      if (row !== null) run.report.set(row, update.status, whyText(update));
    }
    draw();
  });
  return {
    ...state,
    report: run.report,
    open: (file) => run.open(file, own),
    check: (seller_id, mapping, same) => run.check({ file_digest, seller_id, mapping, same }, own),
    send: () => run.send(own),
    stop: () => run.stop(),
    downloadFailed: () => ask({ type: 'failed-rows', failed: run.report.failed }),
  };
}
