import type { TrustedHistory } from '@stockproof/recovery-contract';
import {
  offerKeyOf,
  type OfferName,
  type OffersInScope,
  scopeCondition,
  type SkuRange,
} from '@stockproof/verification';
import type { Scope } from '@stockproof/recovery-run';
import { mayHoldStrings, skuPartition } from '@stockproof/events';
import { escapeLiteral } from 'pg';
import type { SealedSelection } from '@stockproof/sealed-history';
import type { Selection } from '../../engine/recoverable-flow.js';

/** A scope in the form that readers of tables and topics need. */
export interface Selector extends Selection {
  /** Whether an offer is in scope, by its seller and SKU. */
  readonly wanted: (seller_id: string, sku: string) => boolean;
  /** Whether a message may belong to the scope, judged by its bytes: never false for one that does. */
  readonly mayHold: (value: Buffer) => boolean;
  /**
   * A SQL condition on the columns seller_id and sku, with escaped literals; it may be inserted into a
   * statement.
   */
  readonly condition: string;
  /** The offers that the scope names individually; null if it does not. */
  readonly named: readonly OfferName[] | null;
  readonly everything: boolean;
  /** A range of everything, if it is read range by range. */
  readonly range?: SkuRange;
  /** What of sealed history may belong to the scope. */
  readonly sealed: SealedSelection;
  /** Where history is read. */
  readonly history: TrustedHistory;
}

const list = (values: readonly string[]): string => `ARRAY[${values.map(escapeLiteral).join(', ')}]::text[]`;

/** Builds the selector of a scope. `selected`: the offers that a time window or an offset range touches. */
export function selectorOf(
  scope: Scope,
  partitions: number,
  selected: readonly OfferName[],
  history: TrustedHistory = 'kafka',
): Selector {
  return { ...ofScope(scope, partitions, selected), history };
}

type OfScope = Omit<Selector, 'history'>;

function ofScope(scope: Scope, partitions: number, selected: readonly OfferName[]): OfScope {
  const everywhere = new Set(Array.from({ length: partitions }, (_none, partition) => partition));
  const expectedPartitions = (skus: readonly string[]): Set<number> =>
    new Set(skus.map((sku) => skuPartition(sku, partitions)));
  switch (scope.type) {
    case 'all':
      return {
        wanted: () => true,
        mayHold: anything,
        condition: 'true',
        partitions: everywhere,
        named: null,
        everything: true,
        sealed: { type: 'all' },
      };
    case 'by_sku': {
      const skus = new Set(scope.skus);
      return {
        wanted: (_seller, sku) => skus.has(sku),
        mayHold: mentions(scope.skus),
        condition: `sku = ANY (${list(scope.skus)})`,
        partitions: expectedPartitions(scope.skus),
        named: null,
        everything: false,
        sealed: { type: 'sku_list', skus: scope.skus },
      };
    }
    case 'by_seller': {
      const sellers = new Set(scope.seller_ids);
      return {
        wanted: (seller) => sellers.has(seller),
        mayHold: mentions(scope.seller_ids),
        condition: `seller_id = ANY (${list(scope.seller_ids)})`,
        partitions: everywhere,
        named: null,
        everything: false,
        sealed: { type: 'sellers', seller_ids: scope.seller_ids },
      };
    }
    case 'by_offer':
      return byName(scope.offers, expectedPartitions);
    default:
      return byName(selected, expectedPartitions);
  }
}

function byName(
  offers: readonly OfferName[],
  expectedPartitions: (skus: readonly string[]) => Set<number>,
): OfScope {
  const names = new Set(offers.map(offerKeyOf));
  return {
    wanted: (seller_id, sku) => names.has(offerKeyOf({ seller_id, sku })),
    mayHold: mentions([...new Set(offers.map(({ sku }) => sku))]),
    condition: scopeCondition(offers),
    partitions: expectedPartitions(offers.map(({ sku }) => sku)),
    named: offers,
    everything: false,
    sealed: { type: 'sku_list', skus: [...new Set(offers.map(({ sku }) => sku))] },
  };
}

/** The offers to replay: all, or the union of what the scope names and what the histories have. */
export function offersInScope(
  selector: Selector,
  ...known: readonly (readonly OfferName[])[]
): OffersInScope {
  if (selector.everything) return selector.range ?? 'all';
  const offers = new Map((selector.named ?? []).map((offer) => [offerKeyOf(offer), offer]));
  for (const { seller_id, sku } of known.flat())
    offers.set(offerKeyOf({ seller_id, sku }), { seller_id, sku });
  return [...offers.values()];
}

const MAX_SEARCHED = 20;

function anything(): boolean {
  return true;
}

/** Searches for the names in the bytes; not if there are many. */
function mentions(names: readonly string[]): (value: Buffer) => boolean {
  return names.length === 0 || names.length > MAX_SEARCHED ? anything : mayHoldStrings(names);
}
