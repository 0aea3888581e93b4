import { serve } from '@stockproof/http';
import { lowerPriority } from './lower-priority.js';
import { start } from './start.js';

await serve('recovery', (logger, telemetry, fail) => {
  lowerPriority(logger);
  return start(logger, telemetry, fail);
});
