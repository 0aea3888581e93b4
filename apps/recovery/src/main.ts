import { loadConfig } from '@stockproof/config';
import { serve } from '@stockproof/http';
import { lowerPriority } from './lower-priority.js';
import { start } from './start.js';
import { startWorker } from './start-worker.js';

const { STOCKPROOF_RECOVERY_ROLE: role } = loadConfig(['STOCKPROOF_RECOVERY_ROLE']);
await serve('recovery', (logger, telemetry, fail) => {
  lowerPriority(logger);
  return (role === 'worker' ? startWorker : start)(logger, telemetry, fail);
});
