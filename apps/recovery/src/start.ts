import { serviceOf } from '@stockproof/service';
import { RecoveryModule } from './app.module.js';
import { SETTINGS } from './settings.js';

/** Publishes the evidence that an earlier process left, resumes its runs, and listens. */
export const start = serviceOf({
  name: 'recovery',
  title: 'recovery',
  settings: SETTINGS,
  root: RecoveryModule,
  http: (config) => ({
    host: config.STOCKPROOF_HOST,
    port: config.STOCKPROOF_RECOVERY_PORT,
    max_body_bytes: 4_194_304,
  }),
});
