import { readTraceparent } from '@stockproof/events';
import { type Attributes, context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';

/** Whether the trace of a traceparent is sampled; false for none or a malformed one. */
export function isSampled(traceparent: string | null | undefined): boolean {
  return readTraceparent(traceparent)?.sampled ?? false;
}

/** A span that has ended. Times are ms since the epoch. */
export interface SpanFacts {
  readonly name: string;
  readonly kind: 'server' | 'producer' | 'consumer' | 'internal';
  readonly started_ms: number;
  readonly ended_ms: number;
  readonly attributes?: Attributes;
}

const KINDS = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/**
 * Records a finished span as a child of `traceparent`. Returns the traceparent to pass on: that of the new
 * span, or the given one if it is not sampled.
 */
export function recordSpan(traceparent: string, facts: SpanFacts): string {
  if (!isSampled(traceparent)) return traceparent;
  const parent = propagation.extract(ROOT_CONTEXT, { traceparent });
  const span = trace
    .getTracer('stockproof')
    .startSpan(
      facts.name,
      { kind: KINDS[facts.kind], startTime: facts.started_ms, attributes: facts.attributes ?? {} },
      parent,
    );
  span.end(facts.ended_ms);
  return toTraceparent(parent, span) ?? traceparent;
}

/** Creates a traceparent for a request without one; the sampler decides its flag. Null if tracing is off. */
export function newTraceparent(name: string): string | null {
  const span = trace.getTracer('stockproof').startSpan(name, { kind: SpanKind.SERVER, root: true });
  const traceparent = toTraceparent(context.active(), span);
  span.end();
  return traceparent;
}

function toTraceparent(
  parent: typeof ROOT_CONTEXT,
  span: ReturnType<ReturnType<typeof trace.getTracer>['startSpan']>,
): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(trace.setSpan(parent, span), carrier);
  return carrier.traceparent ?? null;
}
