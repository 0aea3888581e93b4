import { chartPostgres } from './databases.js';
import { chartUsers } from './users.js';
import { chartWorkloads } from './workloads.js';

/** A Secret that must be there, named RELEASE-NAME, and its keys. */
export interface ChartSecret {
  readonly name: string;
  readonly type: 'Opaque' | 'kubernetes.io/basic-auth' | 'kubernetes.io/tls';
  readonly keys: readonly string[];
  /** The workload without which it is not needed. */
  readonly workload?: string;
}

const basic = (name: string): ChartSecret => ({
  name,
  type: 'kubernetes.io/basic-auth',
  keys: ['username', 'password'],
});

/** Every Secret of an installation; `kubernetes-secrets` writes them, or a store of secrets has them. */
export function chartSecrets(): ChartSecret[] {
  const workloads = chartWorkloads();
  const apps = [...new Set(workloads.map(({ app }) => app))];
  return [
    ...apps.map((app): ChartSecret => ({
      name: app,
      type: 'Opaque',
      keys: [
        ...new Set(workloads.filter((one) => one.app === app).flatMap(({ files }) => Object.values(files))),
      ].toSorted(),
      workload: app,
    })),
    {
      name: 'kafka-passwords',
      type: 'Opaque',
      keys: [...chartUsers().map(({ name }) => name), 'setup', 'autoscaler-name'],
    },
    basic('postgres-superuser'),
    ...chartPostgres()
      .roles.filter(({ password }) => password)
      .map(({ object }) => basic(`postgres-${object}`)),
    { name: 'postgres-client-ca', type: 'Opaque', keys: ['ca.crt'] },
    { name: 'postgres-replication', type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] },
    { name: 'capture-login', type: 'Opaque', keys: ['debezium.crt', 'debezium.pk8'] },
  ];
}
