export { type Armed, crossing, reach } from './crossing.js';
export { type Failpoint, type FailpointName, type FailpointPath, FAILPOINTS } from './registry.js';
