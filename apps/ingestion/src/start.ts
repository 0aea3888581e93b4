import { serviceOf } from '@stockproof/service';
import { IngestionModule } from './app.module.js';
import { SETTINGS } from './settings.js';

/** Watches how far the command handler lags, and listens. */
export const start = serviceOf({
  name: 'ingestion',
  title: 'ingestion',
  settings: SETTINGS,
  root: IngestionModule,
  http: (config) => ({
    host: config.STOCKPROOF_HOST,
    port: config.STOCKPROOF_INGESTION_PORT,
    max_body_bytes: config.STOCKPROOF_INGEST_MAX_BODY_BYTES,
  }),
});
