import { settings } from '@stockproof/config';
import { z } from 'zod';

/**
 * What the chart says itself, from its other values, a Secret or its table of workloads; and what only
 * `npm start` reads.
 */
const NOT_CONFIG =
  /_(?:PORT|FILE|DIR|LOGIN|URL|ROLE|HOME|HOST|BROKERS|IMAGE|SERVERS|UID|JAVA|STORE|CLIENT_ID|URLS)$|^STOCKPROOF_OIDC_|PREFIX$|TRUSTED_PROXIES$/;

/** Names of the settings that the value `config` may have. */
export const CONFIG_SETTINGS = [
  'STOCKPROOF_OTLP_URL',
  ...Object.keys(settings).filter((name) => !NOT_CONFIG.test(name)),
];

const described = (name: string): string =>
  (settings as Readonly<Record<string, z.ZodType | undefined>>)[name]?.description ?? '';

/** Settings by name, as the services read them; checked by the services when they start. */
export const CONFIG = z
  .strictObject(
    Object.fromEntries(
      CONFIG_SETTINGS.map((name) => [
        name,
        z.union([z.string(), z.number(), z.boolean()]).optional().describe(described(name)),
      ]),
    ),
  )
  .describe('settings of the services by name; .env.example has their defaults');
