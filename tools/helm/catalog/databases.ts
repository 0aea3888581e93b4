import { DATABASES, ROLE_LIMITS, ROLES, SERVER_SETTINGS } from '@stockproof/embedded';
import { objectName } from './names.js';

/** A login of PostgreSQL as the chart's managed role has it. */
export interface ChartRole {
  readonly name: string;
  /** As Kubernetes takes it, for the name of its Secret. */
  readonly object: string;
  /** Of two processes, and as many again that the server has not yet found to be gone. */
  readonly connections: number;
  /** Who logs in as it; none: Connect. */
  readonly workloads: readonly string[];
  readonly replication: boolean;
  /** Debezium logs in by a certificate: a connector could be made to send a password to another server. */
  readonly password: boolean;
}

const WORKLOADS: Readonly<Record<(typeof ROLES)[number], readonly string[]>> = {
  ingestion: ['ingestion'],
  command_handler: ['command-handler'],
  availability_projection: ['availability-projection', 'availability-query'],
  recovery: ['recovery', 'recovery-worker'],
  reservation: ['reservation'],
  identity_provider: ['identity-provider'],
  debezium: [],
  auditor: ['recovery', 'recovery-worker'],
  security_auditor: ['ingestion'],
};

/** What CloudNativePG manages of PostgreSQL: databases, logins and settings of the embedded stack. */
export function chartPostgres() {
  return {
    databases: [...DATABASES],
    roles: ROLES.map((name): ChartRole => ({
      name,
      object: objectName(name),
      connections: ROLE_LIMITS[name].connections,
      workloads: WORKLOADS[name],
      replication: name === 'debezium',
      password: name !== 'debezium',
    })),
    parameters: Object.fromEntries(
      Object.entries(SERVER_SETTINGS).map(([name, value]) => [name, String(value)]),
    ),
    // As accessFiles has them. CloudNativePG puts its own lines before these.
    pg_hba: [
      'hostssl inventory debezium all cert',
      'host all debezium all reject',
      'hostssl all all all scram-sha-256',
      'host all all all reject',
    ],
  };
}
