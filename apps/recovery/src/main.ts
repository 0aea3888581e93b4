import { constants, setPriority } from 'node:os';
import { loadConfig } from '@stockproof/config';
import { runService } from '@stockproof/http';
import { createLogger, startTelemetry } from '@stockproof/telemetry';
import { start } from './start.js';

// A replay takes what the live services leave.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const config = loadConfig(['STOCKPROOF_LOG_LEVEL', 'STOCKPROOF_TRACE_RATIO', 'STOCKPROOF_OTLP_URL']);
const logger = createLogger('recovery', config.STOCKPROOF_LOG_LEVEL);
const telemetry = startTelemetry({
  service: 'recovery',
  trace_ratio: config.STOCKPROOF_TRACE_RATIO,
  otlp_url: config.STOCKPROOF_OTLP_URL,
});

await runService(logger, (fail) => start(logger, telemetry, fail));
