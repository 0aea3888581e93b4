import { createHash } from 'node:crypto';
import type { RunEvent } from '@stockproof/recovery-run';
import type { SpanFacts } from '@stockproof/telemetry';

/** An event of a run, when it was stored. */
export interface RecordedRunEvent {
  readonly recorded_at: Date;
  readonly event: RunEvent;
}

/** What of a run is seen in a trace view. */
export interface RunTrace {
  /** Sampled: a run that a person asked for is rare. */
  readonly traceparent: string;
  readonly root: SpanFacts;
  readonly steps: readonly SpanFacts[];
}

/** The event that ends what began before it, and the name of that; steps have their own names. */
const ENDS: Readonly<Partial<Record<RunEvent['type'], string>>> = {
  recovery_planned: 'plan',
  recovery_approved: 'approve',
  recovery_approved_by_break_glass: 'approve',
  recovery_rejected: 'approve',
  recovery_started: 'wait for start',
};
const OVER = new Set<RunEvent['type']>([
  'recovery_completed',
  'recovery_failed',
  'recovery_aborted',
  'recovery_rejected',
]);

/**
 * The spans of a run from its stored events, so a run that another process resumed is whole too. Its trace id is the
 * first 32 hex digits of the SHA-256 of its id: whoever has the id finds the trace. Names of persons, reasons and
 * scopes are in the history and not here. Null if the run is not over.
 */
export function spansOfRun(recovery_id: string, history: readonly RecordedRunEvent[]): RunTrace | null {
  const [first] = history;
  const last = history.findLast(({ event }) => OVER.has(event.type));
  if (first === undefined || last === undefined || first.event.type !== 'recovery_requested') return null;
  const { flow, mode } = first.event.request;
  const digest = createHash('sha256').update(recovery_id).digest('hex');
  const ended = last.event.type === 'recovery_completed' ? last.event : null;
  return {
    traceparent: `00-${digest.slice(0, 32)}-${digest.slice(32, 48)}-01`,
    root: {
      name: 'recovery run',
      kind: 'internal',
      started_ms: first.recorded_at.getTime(),
      ended_ms: last.recorded_at.getTime(),
      attributes: {
        'stockproof.recovery_id': recovery_id,
        'stockproof.flow': flow,
        'stockproof.mode': mode,
        'stockproof.run_end': last.event.type,
        ...(ended === null
          ? {}
          : {
              'stockproof.confidence_status': ended.confidence_status,
              'stockproof.evidence_sequence': ended.sequence,
            }),
      },
    },
    steps: stepsOf(history, last.recorded_at),
  };
}

/** What lies between two events: decisions by their names, steps until the next step or the end. */
function stepsOf(history: readonly RecordedRunEvent[], over_at: Date): SpanFacts[] {
  const spans: SpanFacts[] = [];
  const add = (name: string, from: Date, to: Date): void =>
    void spans.push({ name, kind: 'internal', started_ms: from.getTime(), ended_ms: to.getTime() });
  let decided_at = history[0]?.recorded_at ?? over_at;
  let step: { readonly name: string; readonly at: Date } | null = null;
  for (const { event, recorded_at } of history) {
    const name = ENDS[event.type];
    if (name !== undefined) {
      add(name, decided_at, recorded_at);
      decided_at = recorded_at;
    }
    if (event.type !== 'step_reached') continue;
    if (step !== null) add(step.name, step.at, recorded_at);
    step = { name: event.step, at: recorded_at };
  }
  if (step !== null) add(step.name, step.at, over_at);
  return spans;
}
