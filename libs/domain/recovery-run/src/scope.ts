import { identifier, TOPIC_NAME } from '@stockproof/events';
import { z } from 'zod';

const sku = identifier(64);
const seller_id = identifier(64);
// eslint-disable-next-line security/detect-non-literal-regexp -- of constants
const topic = z.string().regex(new RegExp(`^${TOPIC_NAME}$`), 'must be the name of a topic');
const MAX = 10_000;
const YEAR_ONE_MS = Date.parse('0001-01-01T00:00:00Z');
const offset = z.int().min(0);
const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= YEAR_ONE_MS, 'must be in the year 1 or later');

/** The schema of all scopes. */
export const scopes = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('by_offer'),
    offers: z.array(z.strictObject({ seller_id, sku })).min(1).max(MAX),
  }),
  z.strictObject({ type: z.literal('by_sku'), skus: z.array(sku).min(1).max(MAX) }),
  z.strictObject({ type: z.literal('by_seller'), seller_ids: z.array(seller_id).min(1).max(MAX) }),
  z.strictObject({ type: z.literal('by_time_window'), from_event_time: instant, to_event_time: instant }),
  z.strictObject({
    type: z.literal('by_topic_partition'),
    topic,
    partition: z.int().min(0),
    from_offset: offset,
    to_offset: offset,
  }),
  z.strictObject({ type: z.literal('all') }),
]);

/**
 * The offers that a replay selects. A time window is [from, to), an offset range [from, to). Both select the
 * offers that had an event in it; each offer is rebuilt from its whole history.
 */
export type Scope = z.output<typeof scopes>;

/** A scope, or why it is not valid. */
export type ParsedScope =
  { readonly ok: true; readonly scope: Scope } | { readonly ok: false; readonly detail: string };

/** Parses a scope from outside; `detail` says what is wrong with it. Never throws. */
export function parseScope(value: unknown): ParsedScope {
  const parsed = scopes.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      ok: false,
      detail: `scope${issue?.path.map((step) => `.${String(step)}`).join('') ?? ''}: ${issue?.message ?? 'is wrong'}`,
    };
  }
  const scope = parsed.data;
  const empty = 'scope: the end must come after the start';
  if (
    scope.type === 'by_time_window' &&
    Date.parse(scope.to_event_time) <= Date.parse(scope.from_event_time)
  ) {
    return { ok: false, detail: empty };
  }
  if (scope.type === 'by_topic_partition' && scope.to_offset <= scope.from_offset)
    return { ok: false, detail: empty };
  return { ok: true, scope };
}

/** A seller and a SKU; null means any. */
interface Named {
  readonly sku: string | null;
  readonly seller_id: string | null;
}

/**
 * Prepares the question whether a scope may select something that is named, in time linear in the scope. The answer is never
 * false if it does; a window or an offset range may select everything.
 */
export function scopeMatcher(scope: Scope): (name: Named) => boolean {
  const names = namesOf(scope);
  if (names === null) return () => true;
  const skus = new Set(names.map(({ sku: name }) => name));
  const sellers = new Set(names.map(({ seller_id: name }) => name));
  const pairs = new Set(names.map(pairOf));
  return (name) => {
    if (name.sku === null || skus.has(null))
      return name.seller_id === null || sellers.has(null) || sellers.has(name.seller_id);
    if (name.seller_id === null || sellers.has(null)) return skus.has(name.sku);
    return pairs.has(pairOf(name));
  };
}

const pairOf = ({ sku: name, seller_id: seller }: Named): string => JSON.stringify([seller, name]);

/** Whether two scopes may share an offer, as `scopeMatcher` says. */
export function scopesOverlap(a: Scope, b: Scope): boolean {
  return namesOf(b)?.some(scopeMatcher(a)) ?? true;
}

/**
 * The sellers and SKUs that a scope names; null in a member means any. Null as a whole means that the scope
 * names nothing and may select any offer.
 */
function namesOf(scope: Scope): Named[] | null {
  switch (scope.type) {
    case 'by_offer':
      return scope.offers;
    case 'by_sku':
      return scope.skus.map((name) => ({ sku: name, seller_id: null }));
    case 'by_seller':
      return scope.seller_ids.map((name) => ({ sku: null, seller_id: name }));
    default:
      return null;
  }
}
