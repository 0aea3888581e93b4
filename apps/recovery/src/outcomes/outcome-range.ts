import { openApiSchema, parseBody, Problem } from '@stockproof/http';
import { parseEventTime, freeText } from '@stockproof/events';
import { parseScope, scopes } from '@stockproof/recovery-run';
import { z } from 'zod';
import { type Selector, selectorOf } from '../flows/scope/scope-selector.js';
import { KINDS, type OutcomeKind } from './outcome-kinds.js';

/** A range of outcomes: the time of the decision, and the offers. */
export interface OutcomeRange {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly kinds: readonly OutcomeKind[];
  readonly selector: Selector;
}

const time = z
  .string()
  .refine((text) => parseEventTime(text) !== null, 'must be a time with an offset (RFC 3339)')
  .meta({ format: 'date-time' });
const ranges = z.strictObject({
  from: time.optional().describe('when the first was decided; without it from the beginning'),
  to: time.optional().describe('not included; now unless given'),
  scope: z.unknown().optional(),
  kinds: z.array(z.enum(KINDS)).min(1).max(KINDS.length).optional(),
});
const emissions = ranges.extend({
  selection: z
    .enum(['missing', 'all'])
    .default('missing')
    .describe('missing: what the topic lacks or says otherwise'),
  intent: freeText(1_000),
});
const SCOPES = ['all', 'by_sku', 'by_seller', 'by_offer'];

/** The bodies in the OpenAPI document. */
export const EMISSION_BODIES = {
  range: openApiSchema(ranges.extend({ scope: scopes.optional() })),
  emission: openApiSchema(emissions.extend({ scope: scopes.optional() })),
};

/** A valid request for an emission. `missing` selects what the topic lacks or says otherwise. */
export interface AskedEmission {
  readonly range: OutcomeRange;
  readonly selection: 'missing' | 'all';
  readonly intent: string;
}

/** Parses the body of a check. Throws a 400 that says what is wrong with it. `{}` means everything. */
export function readRange(body: unknown, partitions: number, now_ms: number): OutcomeRange {
  return rangeOf(parseBody(ranges, body), partitions, now_ms);
}

/** Parses the body of an emission. Throws a 400 that says what is wrong with it. */
export function readEmission(body: unknown, partitions: number, now_ms: number): AskedEmission {
  const { selection, intent, ...asked } = parseBody(emissions, body);
  return { selection, intent, range: rangeOf(asked, partitions, now_ms) };
}

function rangeOf(
  { from, to, scope = { type: 'all' }, kinds = [...KINDS] }: z.infer<typeof ranges>,
  partitions: number,
  now_ms: number,
): OutcomeRange {
  const parsed = parseScope(scope);
  if (!parsed.ok) throw new Problem(400, 'bad_scope', parsed.detail);
  if (!SCOPES.includes(parsed.scope.type))
    throw new Problem(400, 'unsupported_scope', `outcomes are looked for by ${SCOPES.join(', ')}`);
  const begin = from === undefined ? 0 : (parseEventTime(from) ?? 0);
  const end = Math.min(now_ms, to === undefined ? now_ms : (parseEventTime(to) ?? now_ms));
  if (begin >= end) throw new Problem(400, 'bad_request', 'from: must be before to, and before now');
  return {
    from: new Date(begin),
    to: new Date(end),
    kinds: [...new Set(kinds)],
    selector: selectorOf(parsed.scope, partitions, []),
  };
}
