export { compareSchemas } from './compare-schemas.js';
export type { Difference, Schema } from './difference.js';
export {
  type Breach,
  type CompatibilityMode,
  classifySchemaChange,
  type Reader,
} from './classify-schema-change.js';
