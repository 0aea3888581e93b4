export type { Change, ChangeOperation, ChangeRow, SchemaSeen } from './change.js';
export { ChangeReader, rowBytes } from './change-reader.js';
export { capturedRow } from './captured-row.js';
