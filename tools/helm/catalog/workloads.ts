import { settings } from '@stockproof/config';
import { heapFlags } from '@stockproof/embedded';

/** A Deployment of the chart: a service, or one of its roles. */
export interface ChartWorkload {
  readonly name: string;
  /** Folder of `apps/`, and the Secret `RELEASE-APP`. */
  readonly app: string;
  /** Options of Node. */
  readonly node: readonly string[];
  readonly port: number;
  /** Settings that are the same in each installation. */
  readonly env: Readonly<Record<string, string>>;
  /** Settings whose value, or whose file, is in the Secret: variable to key. */
  readonly files: Readonly<Record<string, string>>;
  /** Servers and services that it connects to: its NetworkPolicy. */
  readonly calls: readonly string[];
  /** What its autoscaler counts; null: CPU. */
  readonly consumes: { readonly group: string; readonly topic: string } | null;
}

const LOGIN = { STOCKPROOF_KAFKA_LOGIN_FILE: 'kafka-login' };
const SECURITY = { STOCKPROOF_SECURITY_DATABASE_URL_FILE: 'security-database-url' };
const TOKENS = {
  STOCKPROOF_JWKS_FILE: 'jwks.json',
  STOCKPROOF_SERVICE_KEY_FILE: 'service-key.json',
};
const COMMON = { ...LOGIN, ...SECURITY, ...TOKENS };
const CONTRACT = { STOCKPROOF_CONTRACT_FILE: 'contracts/inventory-availability-projection.yaml' };
const SERVERS = ['kafka', 'postgres', 'identity-provider', 'ingestion'];

const database = (name: string): Record<string, string> => ({
  [`STOCKPROOF_${name.toUpperCase()}_DATABASE_URL_FILE`]: `${name}-database-url`,
});
const audits = (...names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => [`STOCKPROOF_AUDIT_${name.toUpperCase()}_URL_FILE`, `audit-${name}-url`]),
  );

/** Every Deployment of the chart; `workloads.spec` compares the settings with those that the services read. */
export function chartWorkloads(): ChartWorkload[] {
  const ingestion = portOf('STOCKPROOF_INGESTION_PORT');
  const availability = portOf('STOCKPROOF_AVAILABILITY_PORT');
  const recovery = portOf('STOCKPROOF_RECOVERY_PORT');
  const view = { ...COMMON, ...database('availability') };
  const ledger = 'inventory_source.public.inventory_transaction';
  return [
    workload('ingestion', ingestion, {
      files: {
        ...COMMON,
        ...database('identity'),
        STOCKPROOF_SECURITY_AUDIT_URL_FILE: 'security-audit-url',
        STOCKPROOF_PRODUCER_KEY_FILE: 'producer-key',
      },
      calls: ['kafka', 'postgres', 'identity-provider'],
    }),
    workload('command-handler', portOf('STOCKPROOF_COMMAND_HANDLER_PORT'), {
      files: { ...COMMON, ...database('inventory'), STOCKPROOF_PRODUCER_ROOTS_FILE: 'producer-roots' },
      calls: [...SERVERS, 'connect'],
      consumes: { group: 'command-handler', topic: 'inventory.updates.v1' },
    }),
    workload('availability-projection', availability, {
      files: view,
      consumes: { group: 'availability-projection', topic: ledger },
    }),
    workload('availability-projection', availability, {
      name: 'availability-query',
      env: { ...CONTRACT, STOCKPROOF_AVAILABILITY_ROLE: 'query' },
      files: view,
    }),
    workload('reservation', portOf('STOCKPROOF_RESERVATION_PORT'), {
      files: { ...COMMON, ...database('reservation') },
      consumes: { group: 'reservation', topic: ledger },
    }),
    workload('recovery', recovery, {
      env: { ...CONTRACT, STOCKPROOF_CONTRACTS_DIR: 'contracts' },
      files: {
        ...COMMON,
        ...database('recovery'),
        ...audits('inventory', 'availability', 'reservation'),
        STOCKPROOF_PRODUCER_KEY_FILE: 'producer-key',
        STOCKPROOF_REDRIVE_KAFKA_LOGIN_FILE: 'redrive-kafka-login',
      },
      calls: [...SERVERS, 'object-store'],
    }),
    workload('recovery', recovery, {
      name: 'recovery-worker',
      env: { ...CONTRACT, STOCKPROOF_RECOVERY_ROLE: 'worker' },
      files: { ...COMMON, ...database('recovery'), ...audits('inventory', 'availability') },
      calls: [...SERVERS, 'object-store'],
    }),
    workload('console', portOf('STOCKPROOF_CONSOLE_PORT'), {
      env: {},
      files: TOKENS,
      calls: ['identity-provider', 'ingestion', 'command-handler', 'availability', 'recovery', 'reservation'],
    }),
    workload('identity-provider', portOf('STOCKPROOF_IDENTITY_PORT'), {
      env: {},
      files: {
        ...SECURITY,
        STOCKPROOF_IDENTITY_ACCOUNTS_FILE: 'accounts.json',
        STOCKPROOF_IDENTITY_KEYS_FILE: 'signing-keys.json',
      },
      calls: ['postgres'],
    }),
  ];
}

function workload(
  app: string,
  port: number,
  rest: Pick<ChartWorkload, 'files'> & Partial<ChartWorkload>,
): ChartWorkload {
  const node = heapFlags(app as Parameters<typeof heapFlags>[0]);
  return { name: app, app, node, port, env: CONTRACT, calls: SERVERS, consumes: null, ...rest };
}

function portOf(name: Extract<keyof typeof settings, `${string}_PORT`>): number {
  return Number(settings[name].parse(undefined));
}
