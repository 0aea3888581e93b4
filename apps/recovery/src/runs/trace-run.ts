import { recordSpan } from '@stockproof/telemetry';
import { type RecordedRunEvent, spansOfRun } from './spans-of-run.js';
import { SYSTEM_SUBJECT } from './start-recovery.js';

/**
 * Sends the trace of a run that is over. Not of the verifications that the service starts by itself: there may be one
 * every second, and their figures are metrics.
 */
export function traceRun(recovery_id: string, history: readonly RecordedRunEvent[]): void {
  if (history[0]?.event.by === SYSTEM_SUBJECT) return;
  const trace = spansOfRun(recovery_id, history);
  if (trace === null) return;
  const within = recordSpan(trace.traceparent, trace.root);
  for (const step of trace.steps) recordSpan(within, step);
}
