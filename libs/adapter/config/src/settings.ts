import { httpServerSettings } from './http-settings.js';
import { serverSettings } from './server-settings.js';
import { serviceSettings } from './service-settings.js';
import { topologySettings } from './topology-settings.js';

/** Every setting of the platform: environment variable, default, unit. `.env.example` is written from this table. */
export const settings = {
  ...serverSettings,
  ...topologySettings,
  ...httpServerSettings,
  ...serviceSettings,
} as const;
