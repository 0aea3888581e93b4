import { stringify } from 'yaml';
import type { KubernetesObject } from './render.js';

/** Objects that the snapshot has whole: one of each kind whose form is ours. */
const WHOLE = [
  'Deployment stockproof-command-handler',
  'Deployment stockproof-recovery',
  'NetworkPolicy stockproof-command-handler',
  'PodDisruptionBudget stockproof-command-handler',
  'ScaledObject stockproof-command-handler',
  'HorizontalPodAutoscaler stockproof-ingestion',
  'Job stockproof-setup-1',
  'KafkaTopic inventory-source.public.inventory-transaction',
  'KafkaUser reservation',
  'KafkaConnect stockproof',
  'Cluster stockproof-postgres',
  'ExternalSecret stockproof-recovery',
  'ServiceMonitor stockproof-recovery',
  'HTTPRoute stockproof-console',
  'Ingress stockproof-console',
];

const objectLabel = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;

/** The names of all objects, and some of them whole: what a review of a change of the chart reads. */
export function snapshotOf(rendered: Readonly<Record<string, readonly KubernetesObject[]>>): string {
  const parts = Object.entries(rendered).map(([values, objects]) => ({
    values,
    objects: objects.map(objectLabel).toSorted(),
  }));
  const [, all = []] = Object.entries(rendered).find(([values]) => values.includes('production')) ?? [];
  const whole = all.filter((object) => WHOLE.includes(objectLabel(object)));
  return [
    '# Written by `npm run generate` where Helm can be fetched. Read the difference before you commit it.',
    ...parts.map((part) => stringify(part)),
    ...whole.map((object) => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`),
  ].join('\n');
}
