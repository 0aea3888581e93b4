/** Injection tokens of values that have no class, each with the type of its value. */

/** The service's own database: Pool. */
export const RECORDS_POOL = Symbol('records');
/** Read only, as the auditor of the other services: Pool. */
export const LEDGER_POOL = Symbol('ledger, read only');
/** The same for the availability view: Pool. */
export const VIEW_POOL = Symbol('view, read only');
/** The same for the reservations: Pool. */
export const RESERVATIONS_POOL = Symbol('reservations, read only');
/** Asks owners for repairs, and publishes evidence: BrokerProducer. */
export const RECOVERY_PRODUCER = Symbol('producer of repairs and evidence');
/** The one producer here that may write updates: BrokerProducer. */
export const REDRIVE_PRODUCER = Symbol('producer of redriven updates');
/** What sealed history is read and written with: SealedHistory, or null if nothing is sealed. */
export const SEALED_HISTORY = Symbol('sealed history');
/** Where the histories of offers are read: HistoryContext. */
export const HISTORY_CONTEXT = Symbol('context of histories');
/** ProjectionFunctions, candidates included. */
export const PROJECTION_FUNCTIONS = Symbol('projection functions');
/** Who applies repairs: Owners. */
export const REPAIR_OWNERS = Symbol('owners of what can be repaired');
/** What can be recovered: Recoverables. */
export const RECOVERABLES = Symbol('recoverables');
/** The same with their contracts: ReadonlyMap<string, Flow>. */
export const RECOVERY_FLOWS = Symbol('flows and their contracts');
/** What requests and the runner share of runs: RunContext. */
export const RUN_CONTEXT = Symbol('context of runs');
/** Is called when a glass is broken: `(what: object) => void`. */
export const GLASS_ALARM = Symbol('alarm of broken glass');
/** Hours: number. */
export const REVIEW_WITHIN_HOURS = Symbol('hours for the review of a broken glass');
/** RedriveContext. */
export const DEAD_LETTERS = Symbol('dead letters');
/** OutcomesContext. */
export const OUTCOMES = Symbol('outcomes');
/** What an offer's lanes are read of: LanesContext. */
export const LANES_CONTEXT = Symbol('context of lanes');
/** Where the offers of runs are read: RunOffersContext. */
export const RUN_OFFERS = Symbol('offers of runs');
/** Counts the offers by what is known of them: `() => Promise<Summary>`. */
export const CONFIDENCE_SUMMARY = Symbol('summary of confidence');
/** What the contracts say of continuous verification: ProofAge. */
export const PROOF_AGE = Symbol('age of a proof');
/** What this process needs to work on units: UnitContext. */
export const UNIT_CONTEXT = Symbol('context of units');
/** Works on the units of other processes: UnitHelper. */
export const UNIT_HELPER = Symbol('helper with units');
/** The task of publishLeftOvers. */
export const LEFT_OVERS = Symbol('left overs');
