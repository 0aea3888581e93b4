export type { Change, ChangeOperation, ChangeRow, SchemaSeen } from './change.js';
export { ChangeReader, rowBytes } from './change-reader.js';
export { hexOfBytea } from './hex-of-bytea.js';
export { ledgerRowOf } from './ledger-row-of.js';
