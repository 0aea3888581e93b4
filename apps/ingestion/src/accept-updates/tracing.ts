import { randomUUID } from 'node:crypto';
import { Problem } from '@stockproof/http';
import { isCorrelationId, readTraceparent } from '@stockproof/events';
import { isSampled, newTraceparent, recordSpan } from '@stockproof/telemetry';
import type { Tracing } from './accept-updates.js';

/**
 * Reads the tracing headers. A valid traceparent is passed on; otherwise the sampler decides whether a trace
 * starts. Throws a Problem for a correlation id that the ledger cannot store.
 */
export function tracingOf(headers: Readonly<Record<string, string | undefined>>, operation: string): Tracing {
  const traceparent = readTraceparent(headers['traceparent'])?.text ?? newTraceparent(operation);
  const wanted = headers['x-correlation-id'];
  if (wanted !== undefined && !isCorrelationId(wanted))
    throw new Problem(
      400,
      'bad_request',
      'the header x-correlation-id must have 1 to 128 visible ASCII characters',
    );
  return { traceparent, correlation_id: wanted ?? randomUUID() };
}

/** Records the span of a request whose events were queued, if it is sampled. */
export function recordQueued({ traceparent }: Tracing, started_ms: number, events: number): void {
  if (traceparent === null || !isSampled(traceparent)) return;
  const attributes = { 'stockproof.events': events };
  recordSpan(traceparent, {
    name: 'queue updates',
    kind: 'producer',
    started_ms,
    ended_ms: Date.now(),
    attributes,
  });
}
