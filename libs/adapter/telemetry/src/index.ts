export { atMostEvery } from './at-most-every.js';
export { createLogger, type Logger } from './logger.js';
export { startTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';
export { isSampled, newTraceparent, recordSpan, type SpanFacts } from './trace-context.js';
