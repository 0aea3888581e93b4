import { serviceOf } from '@stockproof/service';
import { ProjectionModule } from './app.module.js';
import { SETTINGS } from './settings.js';

/** Joins the consumer group, follows the heartbeats and its own topic, and listens. */
export const start = serviceOf({
  name: 'availability-projection',
  title: 'availability',
  settings: SETTINGS,
  root: ProjectionModule,
  http: (config) => ({
    host: config.STOCKPROOF_HOST,
    port: config.STOCKPROOF_AVAILABILITY_PORT,
    max_body_bytes: 262_144,
  }),
});
