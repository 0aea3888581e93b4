import type { KubernetesObject } from '../check/render.js';

/** A change of an object of this kind that its operator would not take, or would ignore. */
export interface PlantedObject {
  readonly kind: string;
  readonly change: (object: KubernetesObject) => KubernetesObject;
}

/** Sets a field of `spec`; null removes it. */
const inSpec =
  (name: string, value: unknown) =>
  (object: KubernetesObject): KubernetesObject => {
    const { [name]: _, ...rest } = object['spec'] as Record<string, unknown>;
    return { ...object, spec: value === null ? rest : { ...rest, [name]: value } };
  };

export const PLANTED_OBJECTS: readonly PlantedObject[] = [
  { kind: 'Kafka', change: inSpec('entityOperators', {}) },
  { kind: 'KafkaNodePool', change: inSpec('roles', ['brokers']) },
  { kind: 'KafkaTopic', change: inSpec('partitions', 'eight') },
  {
    kind: 'KafkaUser',
    change: inSpec('authorization', { type: 'simple', acls: [{ operations: ['Reed'] }] }),
  },
  { kind: 'KafkaConnect', change: inSpec('groupID', 'x') },
  { kind: 'KafkaConnector', change: inSpec('tasksMax', 0) },
  { kind: 'Cluster', change: inSpec('instances', 0) },
  { kind: 'Database', change: inSpec('owner', null) },
  { kind: 'ScheduledBackup', change: inSpec('method', 'tape') },
  { kind: 'ScaledObject', change: inSpec('maxReplicas', 8) },
  { kind: 'TriggerAuthentication', change: inSpec('secretTargetRef', [{ name: 'x' }]) },
  { kind: 'ServiceMonitor', change: inSpec('endpoints', [{ intervall: '15s' }]) },
  { kind: 'PrometheusRule', change: inSpec('groups', [{ rules: [] }]) },
  { kind: 'ExternalSecret', change: inSpec('target', { template: { typ: 'Opaque' } }) },
  { kind: 'HTTPRoute', change: inSpec('hostname', 'x') },
];
