import { loadConfig } from '@stockproof/config';
import { tlsOptions, trustedProxies } from './transport.js';

const SETTINGS = [
  'STOCKPROOF_HTTP_HEADERS_TIMEOUT_MS',
  'STOCKPROOF_HTTP_REQUEST_TIMEOUT_MS',
  'STOCKPROOF_HTTP_KEEP_ALIVE_TIMEOUT_MS',
  'STOCKPROOF_HTTP_MAX_CONNECTIONS',
  'STOCKPROOF_HTTP_MAX_IN_FLIGHT',
  'STOCKPROOF_TLS_CERT_FILE',
  'STOCKPROOF_TLS_KEY_FILE',
  'STOCKPROOF_TRUSTED_PROXIES',
  'STOCKPROOF_MAX_STREAMS',
  'STOCKPROOF_MAX_STREAMS_ANONYMOUS',
  'STOCKPROOF_MAX_STREAMS_PER_ADDRESS',
  'STOCKPROOF_MAX_STREAMS_PER_CREDENTIAL',
] as const;

/** How often connections with incomplete requests are checked; a limit may be exceeded by this time. */
const POLL_INTERVAL_MS = 1_000;

/**
 * Transport and limits of a listener, times in ms. `tls` null means plain HTTP; `trusted_proxies` false means
 * that no `X-Forwarded-*` header is believed.
 */
export type HttpSettings = ReturnType<typeof httpSettings>;

/** Reads the limits of the HTTP side, the same for every service. Throws ConfigError. */
export function httpSettings() {
  const config = loadConfig(SETTINGS);
  const request_ms = config.STOCKPROOF_HTTP_REQUEST_TIMEOUT_MS;
  return {
    tls: tlsOptions(config),
    trusted_proxies: trustedProxies(config.STOCKPROOF_TRUSTED_PROXIES),
    server: {
      requestTimeout: request_ms,
      // The head is part of the request, so its limit is not longer.
      headersTimeout: Math.min(config.STOCKPROOF_HTTP_HEADERS_TIMEOUT_MS, request_ms),
      connectionsCheckingInterval: POLL_INTERVAL_MS,
    },
    keep_alive_ms: config.STOCKPROOF_HTTP_KEEP_ALIVE_TIMEOUT_MS,
    connections: config.STOCKPROOF_HTTP_MAX_CONNECTIONS,
    in_flight: config.STOCKPROOF_HTTP_MAX_IN_FLIGHT,
    streams: {
      per_credential: config.STOCKPROOF_MAX_STREAMS_PER_CREDENTIAL,
      per_address: config.STOCKPROOF_MAX_STREAMS_PER_ADDRESS,
      anonymous: config.STOCKPROOF_MAX_STREAMS_ANONYMOUS,
      in_all: config.STOCKPROOF_MAX_STREAMS,
    },
  };
}
