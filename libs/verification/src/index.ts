export { type CdcRows, CdcOfferHistory } from './cdc-offer-history.js';
export { cdcMatchesTable, type CdcVerdict } from './cdc-check.js';
export {
  capturedColumns,
  type CdcRowRead,
  readCdcRow,
  CdcHistory,
  type ForbiddenChange,
} from './cdc-history.js';
export { checkOf, counterexample, covered, notCovered, offersFoundBy } from './check.js';
export {
  differenceOf,
  type OfferFacts,
  type Replayed,
  type ReplayedOffer,
  type ViewRow,
} from './expected-offer.js';
export { historyUnchanged, type KnownHead, ledgerChecks } from './ledger-checks.js';
export {
  offerKeyOf,
  offerOf,
  type OfferName,
  type OffersInScope,
  scopeCondition,
  type SkuRange,
} from './offers-in-scope.js';
export { claimOf, type PublishedMessage, publishedMatchesView } from './published-check.js';
export { ROW_DIGEST_SQL } from './row-digest.js';
export { nameOfKey, type RowChange, StockChanges, type StockCdcMessage } from './stock-cdc/stock-changes.js';
export {
  type IsLater,
  type StockCdcEnd,
  type StockCdcVerdict,
  StockComparison,
} from './stock-cdc/stock-comparison.js';
export {
  nameOfRow,
  STOCK_TABLES,
  type StockRow,
  type StockRowName,
  type StockTable,
} from './stock-cdc/stock-row.js';
export { isLater, parseSnapshot, type TransactionsSeen } from './stock-cdc/transactions.js';
export { readSourcesSql, type SourceRow } from './sql/read-sources.js';
export { type BarrierHead, type RowRules, viewMatchesReplay, viewNotNewerThanSource } from './view-checks.js';
export { type Matched, matchCommands, type MatchedRow } from './reservations/match-commands.js';
export { reservedMatchesHeldLines } from './reservations/reserved-check.js';
export type {
  CommandRow,
  ReservationRow,
  ReservationRowLine,
  ReservedAt,
  SagaLine,
} from './reservations/rows.js';
export {
  counterexamplesOf,
  type ReplayedReservation,
  reservationsMatchReplay,
} from './reservations/view-check.js';
