/** Injection tokens that every service has, each with the type of its value. */

/** The name of the service, as in its logins, tokens and connections: string. */
export const SERVICE_NAME = Symbol('name of the service');
/** The service's settings: `Config` of the names in its settings.ts. */
export const CONFIG = Symbol('settings of the service');
/** The log of the process: Logger. */
export const LOGGER = Symbol('logger');
/** Metrics and traces of the process: Telemetry. */
export const TELEMETRY = Symbol('telemetry');
/** Drains and ends the process with exit code 1: `(cause: Error) => void`. */
export const FAIL = Symbol('ends the process');
/** Kafka, with the login of the service: Broker. */
export const BROKER = Symbol('broker');
/** The Recovery Contract of the availability view, which the topics obey: RecoveryContract. */
export const CONTRACT = Symbol('recovery contract');
