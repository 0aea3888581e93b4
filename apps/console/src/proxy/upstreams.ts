import type { Settings } from '../settings.js';

/** The services behind the console, as the page's addresses name them. */
export const UPSTREAM_NAMES = [
  'ingestion',
  'command-handler',
  'availability',
  'recovery',
  'reservation',
] as const;

export type UpstreamName = (typeof UPSTREAM_NAMES)[number];

/** Base address of each service, without a slash at the end. */
export type Upstreams = Readonly<Record<UpstreamName, string>>;

/** The services' addresses by their names. */
export function upstreamsOf(config: Settings): Upstreams {
  return {
    ingestion: config.STOCKPROOF_INGESTION_URL,
    'command-handler': config.STOCKPROOF_COMMAND_HANDLER_URL,
    availability: config.STOCKPROOF_AVAILABILITY_URL,
    recovery: config.STOCKPROOF_RECOVERY_URL,
    reservation: config.STOCKPROOF_RESERVATION_URL,
  };
}

/** What everybody may read of the services; everything else needs a session. */
const PUBLIC: Readonly<Partial<Record<UpstreamName, RegExp>>> = {
  availability: /^\/v1\/(availability\/|availability-stream$)/,
  recovery: /^\/v1\/evidence\/(keys$|[^/]+\/proof$)/,
  ingestion: /^\/v1\/schemas(\/|$)/,
};

/** Whether a path of a service may be read without a session. */
export function isPublicRead(name: UpstreamName, method: string, path: string): boolean {
  return (method === 'GET' || method === 'HEAD') && PUBLIC[name]?.test(path) === true;
}
