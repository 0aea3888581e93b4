import { z } from 'zod';
import { part, text } from './value-types.js';
import { EXPOSE, MONITORING, NETWORK, OIDC, SECRETS, TEST } from './edges.js';
import { CONNECT, EXTRA, KAFKA, POSTGRES, SERVICE_ACCOUNT, SETUP, STORES } from './servers.js';
import { CONFIG } from './settings.js';
import { IMAGE, WORKLOADS } from './workload.js';

/** Everything that the chart takes. An unknown name is refused at any depth. */
export const VALUES = part({
  image: IMAGE.describe('the image'),
  workloads: WORKLOADS.describe('the Deployments'),
  config: CONFIG,
  oidc: OIDC,
  console: part({ url: text.describe('address that people open it by') }).describe('the console'),
  secrets: SECRETS,
  expose: EXPOSE,
  network: NETWORK,
  monitoring: MONITORING,
  kafka: KAFKA,
  connect: CONNECT,
  postgres: POSTGRES,
  stores: STORES,
  setup: SETUP,
  serviceAccount: SERVICE_ACCOUNT,
  test: TEST,
  extraObjects: EXTRA,
  global: z.record(z.string(), z.unknown()).describe('Helm’s; not read'),
});

/** The schema that Helm holds values against; `ref`: what is used several times is in it once. */
export function valuesSchema(reused: 'ref' | 'inline'): object {
  return z.toJSONSchema(VALUES, { target: 'draft-7', reused });
}
