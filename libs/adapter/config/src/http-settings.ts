import { z } from 'zod';
import { count, required } from './setting-types.js';

/** HTTP settings of all services, the identity provider, and the prefix of topics. */
export const httpServerSettings = {
  // HTTP, the same of every service
  STOCKPROOF_HTTP_HEADERS_TIMEOUT_MS: count(10_000).describe(
    'longest a request may take to send its headers, ms; then 408',
  ),
  STOCKPROOF_HTTP_REQUEST_TIMEOUT_MS: count(30_000).describe(
    'longest a request may take to arrive whole, ms; then 408',
  ),
  STOCKPROOF_HTTP_KEEP_ALIVE_TIMEOUT_MS: count(75_000).describe(
    'how long an idle connection is kept, ms; longer than a balancer keeps its own',
  ),
  STOCKPROOF_HTTP_MAX_CONNECTIONS: count(4_000).describe(
    'most connections to a process; one more is closed at once',
  ),
  STOCKPROOF_HTTP_MAX_IN_FLIGHT: count(512).describe(
    'most requests under way at a time, of one credential and of one address without one; then 429',
  ),
  STOCKPROOF_TLS_CERT_FILE: z
    .string()
    .default('')
    .describe(
      'certificate (PEM, with its chain) the services show over HTTP; empty: no TLS, for loopback or behind a proxy that ends it',
    ),
  STOCKPROOF_TLS_KEY_FILE: z
    .string()
    .default('')
    .describe('private key (PEM) of the certificate; both or none'),
  STOCKPROOF_TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe('comma separated addresses or networks whose X-Forwarded-* is believed; empty: nobody'),
  STOCKPROOF_MAX_LOGIN_FAILURES: count(30).describe(
    'failed logins from one address, or with one key, before 429; one more is allowed each second',
  ),
  STOCKPROOF_MAX_STREAMS: count(400).describe('most event streams of a process; then 503'),
  STOCKPROOF_MAX_STREAMS_ANONYMOUS: count(100).describe('most of them without a credential; then 503'),
  STOCKPROOF_MAX_STREAMS_PER_ADDRESS: count(10).describe(
    'most streams without a credential from one address; then 429',
  ),
  STOCKPROOF_MAX_STREAMS_PER_CREDENTIAL: count(20).describe('most streams of one credential; then 429'),

  // the identity provider that comes along
  STOCKPROOF_IDENTITY_ACCOUNTS_FILE: required().describe(
    'identity provider: who may log in, with hashes of passwords (JSON)',
  ),
  STOCKPROOF_IDENTITY_KEYS_FILE: required().describe(
    'identity provider: private keys (JWKS), the first one signs; read again while it runs',
  ),
  STOCKPROOF_IDENTITY_CONSOLE_URLS: z
    .string()
    .default('')
    .describe(
      'identity provider: comma separated addresses that a browser’s console may be sent back to; empty: no such client',
    ),

  // topics; tests give each run its own prefix
  STOCKPROOF_TOPIC_PREFIX: z.string().default('').describe('prefix of every topic and consumer group name'),
} as const satisfies Record<string, z.ZodType>;
