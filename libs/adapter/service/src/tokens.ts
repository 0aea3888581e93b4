/** Named tokens of what every service has; the type of each is with who provides it. */

/** The name of the service, as in its logins, its tokens and its connections: string. */
export const SERVICE_NAME = Symbol('name of the service');
/** The settings that the service names: `Config` of these. */
export const CONFIG = Symbol('settings of the service');
/** The log of the process: Logger. */
export const LOGGER = Symbol('logger');
/** Metrics and traces of the process: Telemetry. */
export const TELEMETRY = Symbol('telemetry');
/** Ends the process, drained, with exit code 1: `(cause: Error) => void`. */
export const FAIL = Symbol('ends the process');
/** Kafka, under the login of the service: Broker. */
export const BROKER = Symbol('broker');
/** The Recovery Contract of the availability view, which the topics obey: RecoveryContract. */
export const CONTRACT = Symbol('recovery contract');
