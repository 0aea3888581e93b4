import { useCallback, useEffect, useRef } from 'react';
import type { WorkAnswer, WorkRequest } from './rows/import-work.js';

/** The worker of an import. It begins with the first request, and ends with the screen. */
export interface WorkerLine {
  readonly ask: (request: WorkRequest) => void;
  /** Ends what the worker does, and begins with another one. */
  readonly restart: () => void;
}

/** A worker that reads files; `receive` gets its answers. */
export function useWorker(receive: (answer: WorkAnswer) => void): WorkerLine {
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
