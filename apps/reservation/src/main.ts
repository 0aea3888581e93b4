import { loadConfig } from '@stockproof/config';
import { runService } from '@stockproof/http';
import { createLogger, startTelemetry } from '@stockproof/telemetry';
import { start } from './start.js';

const config = loadConfig(['STOCKPROOF_LOG_LEVEL', 'STOCKPROOF_TRACE_RATIO', 'STOCKPROOF_OTLP_URL']);
const logger = createLogger('reservation', config.STOCKPROOF_LOG_LEVEL);
const telemetry = startTelemetry({
  service: 'reservation',
  trace_ratio: config.STOCKPROOF_TRACE_RATIO,
  otlp_url: config.STOCKPROOF_OTLP_URL,
});

await runService(logger, (fail) => start(logger, telemetry, fail));
