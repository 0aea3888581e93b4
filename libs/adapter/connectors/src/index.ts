export { resetOffsets, type ResetOffsetsOptions } from './reset-offsets.js';
export { connectorStates, restartConnector, restartFailed, storedOffset } from './connect/connect-api.js';
export { connectFetch, withoutLogin } from './connect/connect-fetch.js';
export { type ConnectorFacts, type ConnectStatus } from './state/connector-facts.js';
export {
  type ConnectorReport,
  ConnectorWatch,
  type ConnectorWatchOptions,
  isWell,
  type Remedy,
} from './connector-watch.js';
export { type Connector, CONNECTORS } from './connectors.js';
export { restartRefusal } from './state/restart-refusal.js';
export {
  type ConnectorState,
  REASONS,
  type Reason,
  STATES,
  type ConnectorVerdict,
} from './state/classify-connector.js';
