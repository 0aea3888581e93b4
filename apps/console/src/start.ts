import { serviceOf } from '@stockproof/service';
import { ConsoleModule } from './app.module.js';
import { SETTINGS } from './settings.js';

/** Serves the page, its logins, and what it asks of the other services. */
export const start = serviceOf({
  name: 'console',
  title: 'console',
  settings: SETTINGS,
  root: ConsoleModule,
  http: (config) => ({
    host: config.STOCKPROOF_HOST,
    port: config.STOCKPROOF_CONSOLE_PORT,
    max_body_bytes: 1_048_576,
  }),
});
