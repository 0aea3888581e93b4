import { z } from 'zod';
import { asIs, asIsList, duration, part, text } from './value-types.js';

export const OIDC = part({
  issuer: z.string().describe('issuer of operators’ tokens; empty only with the development provider'),
  jwks: z.string().describe('address of its keys; empty: by discovery'),
  providerUrl: z.string().describe('where the console reaches the provider; empty: at the issuer'),
  audience: z.string().describe('what a token must be for; empty: the name of the service'),
  rolesClaim: text.describe('claim with the roles'),
  sellerClaim: text.describe('claim with the seller of a person'),
  consoleClientId: text.describe('name of the console at the provider, a public client'),
}).describe('who logs operators in (ADR 0042)');

export const SECRETS = part({
  from: z
    .enum(['existing', 'external-secrets'])
    .describe(
      'existing: Secrets that are there (`npm run kubernetes-secrets`); external-secrets: an operator fetches them',
    ),
  store: part({
    name: z.string().describe('name of the SecretStore'),
    kind: z.enum(['SecretStore', 'ClusterSecretStore']).describe('its kind'),
  }),
  prefix: z.string().describe('what the keys in the store begin with'),
  refreshInterval: duration.describe('how often they are fetched'),
}).describe('where passwords and keys come from');

const route = part({
  host: z.string().describe('name by which it is reached; empty: not published'),
  tlsSecret: z.string().describe('Ingress: Secret with its certificate'),
});

export const EXPOSE = part({
  by: z
    .enum(['none', 'ingress', 'gateway'])
    .describe('how callers outside the cluster reach the services; always by TLS'),
  api: route.describe('the services: /v1 of each by its own path'),
  console: route.describe('the console'),
  ingress: part({
    className: z.string().describe('class of the Ingress'),
    annotations: z.record(z.string(), z.string()).describe('of the Ingress, for example of cert-manager'),
  }),
  gateway: part({
    parentRefs: asIsList.describe(
      'Gateways that take the routes, each with the sectionName of a listener with TLS',
    ),
  }),
  namespaceSelector: asIs.describe('namespaces that the proxy runs in, for NetworkPolicies'),
  trustedProxies: z.string().describe('networks whose X-Forwarded-* is believed; empty: nobody'),
}).describe('the way in');

export const NETWORK = part({
  enabled: z.boolean().describe('NetworkPolicies: nothing is allowed but what each workload needs'),
  dns: asIsList.describe('peers that answer DNS'),
  https: asIsList.describe('peers outside that are reached by port 443: identity provider, object store'),
  monitoring: asIs.describe('namespaces that Prometheus runs in'),
  keda: asIs.describe('namespaces that KEDA runs in'),
  externalKafka: asIsList.describe('peers of a Kafka that the chart does not make'),
  externalPostgres: asIsList.describe('peers of a PostgreSQL that the chart does not make'),
}).describe('who may talk to whom');

export const MONITORING = part({
  enabled: z.boolean().describe('ServiceMonitor, PodMonitors and rules for the Prometheus operator'),
  interval: duration.describe('how often it asks'),
  labels: z.record(z.string(), z.string()).describe('labels by which Prometheus selects them'),
  oauth2: part({
    secret: text.describe('Secret with client-id and client-secret of a client with the role `viewer`'),
    tokenUrl: text.describe('token endpoint of the identity provider'),
    scopes: z.array(text).describe('scopes'),
    endpointParams: z.record(z.string(), z.string()).describe('parameters, for example of the audience'),
  }).describe('how Prometheus logs in to /metrics; empty: by the tokens of `tokenSecret`'),
  tokenSecret: z.string().describe('Secret with a token for each service, by its name'),
  dashboards: z.boolean().describe('dashboards as ConfigMaps, for Grafana’s sidecar'),
  dashboardLabels: z.record(z.string(), z.string()).describe('labels that the sidecar looks for'),
}).describe('Prometheus and Grafana');

export const TEST = part({
  sellerKeySecret: z
    .string()
    .describe('Secret with `api-key` of a test seller; empty: the test only asks whether all are ready'),
  sellerId: text.describe('that seller'),
  sku: text.describe('whose stock the test sets'),
}).describe('`helm test`');
