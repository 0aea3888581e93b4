import { serviceOf } from '@stockproof/service';
import { ProjectionModule, QueryOnlyModule } from './app.module.js';
import { QUERY_SETTINGS, type QuerySettings, SETTINGS } from './settings.js';

const named = {
  name: 'availability-projection',
  title: 'availability',
  http: (config: QuerySettings) => ({
    host: config.STOCKPROOF_HOST,
    port: config.STOCKPROOF_AVAILABILITY_PORT,
    max_body_bytes: 262_144,
  }),
};

/** Joins the consumer group, follows the heartbeats and its own topic, and listens. */
export const start = serviceOf({ ...named, settings: SETTINGS, root: ProjectionModule });

/** Follows the published topic in no group, and listens. */
export const startQueryOnly = serviceOf({ ...named, settings: QUERY_SETTINGS, root: QueryOnlyModule });
