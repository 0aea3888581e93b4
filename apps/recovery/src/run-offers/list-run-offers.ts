import type { Evidence } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import type { RunState } from '@stockproof/recovery-run';
import { type OfferName, scopeCondition } from '@stockproof/verification';
import { findEvidence } from '../evidence/sql/evidence.js';
import { nextSignedOffers } from '../evidence/sql/signed-heads.js';
import { selectorOf } from '../flows/scope/scope-selector.js';
import { nextInScope, touchedCondition } from '../flows/scope/sql/offers.js';
import { compareOffers, namedByRecord } from './named-by-record.js';

/** What is known of an offer of a run. */
export const OFFER_RESULTS = ['not_verified', 'same', 'different'] as const;
export type OfferResult = (typeof OFFER_RESULTS)[number];

/** An offer of a run. */
export interface RunOffer extends OfferName {
  /** That the record attests, or that the ledger has now; null if it has none. */
  readonly version: number | null;
  readonly result: OfferResult;
  /** Failed checks that name it. */
  readonly checks: readonly string[];
}

/** Where the offers of runs are read. */
export interface RunOffersContext {
  readonly records: Queryable;
  readonly ledger: Queryable;
  readonly partitions: number;
}

/** What is listed; a null result is any. */
export interface WantedOffers {
  readonly result: OfferResult | null;
  readonly after: OfferName;
  readonly limit: number;
}

/** Offers of a run, and how many differences its record found in all and lists by name. */
export interface RunOffers {
  readonly of: 'scope' | 'record';
  readonly items: readonly RunOffer[];
  readonly differences_found: number;
  readonly differences_listed: number;
}

/**
 * Lists the offers of a run by their names: of its record if it is sealed, otherwise those of the ledger that its scope
 * selects now.
 */
export async function listRunOffers(
  context: RunOffersContext,
  recovery_id: string,
  { request }: Pick<RunState, 'request'>,
  wanted: WantedOffers,
): Promise<RunOffers> {
  const sealed = await findEvidence(context.records, recovery_id);
  if (sealed !== null) return ofRecord(context.records, sealed, wanted);
  const nothing = { of: 'scope', items: [], differences_found: 0, differences_listed: 0 } as const;
  if (request === null || (wanted.result !== null && wanted.result !== 'not_verified')) return nothing;
  const { scope } = request;
  const condition =
    scope.type === 'by_time_window' || scope.type === 'by_topic_partition'
      ? touchedCondition(scope)
      : selectorOf(scope, context.partitions, []).condition;
  const found = await nextInScope(context.ledger, condition, wanted.after, wanted.limit);
  return {
    ...nothing,
    items: found.map((offer) => ({ ...offer, result: 'not_verified' as const, checks: [] })),
  };
}

async function ofRecord(
  records: Queryable,
  { sequence, record }: { readonly sequence: number; readonly record: string },
  { result, after, limit }: WantedOffers,
): Promise<RunOffers> {
  const { offers, found, listed } = namedByRecord(JSON.parse(record) as Evidence);
  const counts = { differences_found: found, differences_listed: listed };
  if (result === 'not_verified') return { of: 'record', items: [], ...counts };
  const named = offers.filter((offer) => compareOffers(offer, after) > 0).slice(0, limit);
  const of_named =
    result === 'same' || named.length === 0
      ? []
      : await nextSignedOffers(records, sequence, scopeCondition(named), { seller_id: '', sku: '' }, limit);
  const versions = new Map(
    of_named.map(({ seller_id, sku, version }) => [`${seller_id}\u001f${sku}`, version]),
  );
  const different = (result === 'same' ? [] : named).map(({ seller_id, sku, checks }): RunOffer => ({
    ...{ seller_id, sku, checks, result: 'different' },
    version: versions.get(`${seller_id}\u001f${sku}`) ?? null,
  }));
  const others = offers.length === 0 ? 'true' : `NOT ${scopeCondition(offers)}`;
  const same =
    result === 'different'
      ? []
      : (await nextSignedOffers(records, sequence, others, after, limit)).map((offer): RunOffer => ({
          ...offer,
          result: 'same',
          checks: [],
        }));
  return { of: 'record', items: [...different, ...same].sort(compareOffers).slice(0, limit), ...counts };
}
