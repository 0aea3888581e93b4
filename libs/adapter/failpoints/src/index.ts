export { type Armed, withFailpoint, hitFailpoint } from './with-failpoint.js';
export { type Failpoint, type FailpointName, type FailpointPath, FAILPOINTS } from './registry.js';
