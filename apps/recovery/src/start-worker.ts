import { serviceOf } from '@stockproof/service';
import { WORKER_SETTINGS } from './settings.js';
import { WorkerModule } from './worker.module.js';

/** Verifies units of runs that the service executes; it has no operations but health and metrics. */
export const startWorker = serviceOf({
  name: 'recovery',
  title: 'recovery worker',
  settings: WORKER_SETTINGS,
  root: WorkerModule,
  http: (config) => ({
    host: config.STOCKPROOF_HOST,
    port: config.STOCKPROOF_RECOVERY_PORT,
    max_body_bytes: 4_096,
  }),
});
