/** Injection tokens of values that have no class, each with the type of its value. */

/** The database of the view: Pool. */
export const AVAILABILITY_POOL = Symbol('pool');
/** ProjectionMetrics. */
export const PROJECTION_METRICS = Symbol('metrics of the projection');
/** How transactions of the projection are tried again: TransactionRetry. */
export const PROJECTION_RETRY = Symbol('retry');
/** What every fold needs: HeldFoldContext. */
export const FOLD_CONTEXT = Symbol('context of folds');
/** RepairOffersOptions. */
export const REPAIR_OFFERS = Symbol('options of RepairOffers');
/** ProjectChangesOptions. */
export const PROJECT_CHANGES = Symbol('options of ProjectChanges');
