export type { Change, ChangeOperation, ChangeRow, SchemaSeen } from './change.js';
export { ChangeReader } from './change-reader.js';
