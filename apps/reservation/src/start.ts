import { serviceOf } from '@stockproof/service';
import { ReservationModule } from './app.module.js';
import { SETTINGS } from './settings.js';

/** Joins the consumer group, drives what is unfinished, and listens. */
export const start = serviceOf({
  name: 'reservation',
  title: 'reservation',
  settings: SETTINGS,
  root: ReservationModule,
  http: (config) => ({
    host: config.STOCKPROOF_HOST,
    port: config.STOCKPROOF_RESERVATION_PORT,
    max_body_bytes: 262_144,
  }),
});
