import { serviceOf } from '@stockproof/service';
import { CommandHandlerModule } from './app.module.js';
import { SETTINGS } from './settings.js';

/** Joins the consumer group, watches the connectors, and listens. */
export const start = serviceOf({
  name: 'command-handler',
  title: 'command handler',
  settings: SETTINGS,
  root: CommandHandlerModule,
  http: (config) => ({
    host: config.STOCKPROOF_HOST,
    port: config.STOCKPROOF_COMMAND_HANDLER_PORT,
    max_body_bytes: 65_536,
  }),
});
