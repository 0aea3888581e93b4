export { compareSchemas } from './compare-schemas.js';
export type { Difference, Schema } from './difference.js';
export { type Breach, type CompatibilityMode, judgeChange, type Reader } from './judge-change.js';
