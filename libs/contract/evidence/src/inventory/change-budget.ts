import type { CandidateDifference, ChangeBudget } from './evidence-content.js';

/**
 * Why a candidate may not be promoted, one sentence for each exceeded limit; empty if it may. A candidate
 * that could not fold some history, or that was compared with no offer, is never within a budget. Pure.
 */
export function overBudget(difference: CandidateDifference, budget: ChangeBudget): string[] {
  const {
    offers_compared,
    offers_changed,
    units_more,
    units_less,
    oversold_offers,
    oversold_units,
    impossible_offers,
  } = difference;
  const units = units_more + units_less;
  const over = (found: number, most: number, what: string): string[] =>
    found > most ? [`${what}; the budget is ${most}`] : [];
  return [
    ...(offers_compared === 0 ? ['no offer was compared'] : []),
    ...over(impossible_offers, 0, `${impossible_offers} offers have a history it cannot be applied to`),
    ...over(offers_changed, budget.offers_changed_at_most, `${offers_changed} offers would change`),
    ...over(units, budget.units_changed_at_most, `${units} sellable units would change`),
    ...over(
      oversold_units,
      budget.oversold_units_at_most,
      `${oversold_units} units of ${oversold_offers} offers would be promised that the ledger does not hold`,
    ),
  ];
}
