const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;
const LENGTH = 55;
const SAMPLED = 1;

/** A `traceparent` in the form that is passed on: version 00, 55 characters. */
export interface TraceParent {
  readonly text: string;
  readonly trace_id: string;
  readonly sampled: boolean;
}

/**
 * Parses a `traceparent` of W3C Trace Context; null if it is not valid. A later version may have more after
 * the flags: it is passed on as version 00 with the sampled flag only.
 * https://www.w3.org/TR/trace-context/#versioning-of-traceparent
 */
export function readTraceparent(header: unknown): TraceParent | null {
  const found = typeof header === 'string' ? TRACEPARENT.exec(header) : null;
  const [, version = 'ff', trace_id = '', parent_id = '', flags = ''] = found ?? [];
  if (found === null || version === 'ff' || (version === '00' && (header as string).length !== LENGTH))
    return null;
  if (/^0+$/.test(trace_id) || /^0+$/.test(parent_id)) return null;
  const sampled = (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED;
  const reported = version === '00' ? flags : sampled ? '01' : '00';
  return { text: `00-${trace_id}-${parent_id}-${reported}`, trace_id, sampled };
}
