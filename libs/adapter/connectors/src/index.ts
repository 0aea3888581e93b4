export { resetOffsets, type ResetOffsetsOptions } from './reset-offsets.js';
export { connectorStates, restartFailed, storedOffset } from './connect-api.js';
export { connectFetch, withoutLogin } from './connect-fetch.js';
export { type ConnectorFacts, type ConnectStatus } from './connector-facts.js';
export {
  type ConnectorReport,
  ConnectorWatch,
  type ConnectorWatchOptions,
  isWell,
  type Remedy,
} from './connector-watch.js';
export { type Connector, CONNECTORS } from './connectors.js';
export {
  type ConnectorState,
  REASONS,
  type Reason,
  STATES,
  type ConnectorVerdict,
} from './classify-connector.js';
