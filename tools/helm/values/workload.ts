import { z } from 'zod';
import { asIs, asIsList, count, part, positive, resources, text } from './value-types.js';
import { CONFIG } from './settings.js';

/** Of one Deployment. */
const autoscaling = part({
  enabled: z.boolean().describe('whether the number of pods follows the load'),
  min: positive.describe('fewest pods; never 0'),
  max: positive.describe('most pods; of a consumer at most the partitions'),
  lag: positive.describe('consumers: messages behind for each pod'),
  cpu: z.int().min(1).max(100).describe('others: percent of the requested CPU'),
});

/** Values of one Deployment; those of `defaults` hold where it says nothing. */
export const WORKLOAD = part({
  enabled: z.boolean().describe('whether there is this Deployment'),
  replicas: count.describe('pods, without an autoscaler'),
  autoscaling: autoscaling.describe('consumers by lag (KEDA), others by CPU (HorizontalPodAutoscaler)'),
  resources,
  config: CONFIG.describe('settings of this Deployment alone; they win over `config`'),
  podAnnotations: z.record(z.string(), z.string()).describe('annotations of its pods'),
  nodeSelector: z.record(z.string(), z.string()).describe('labels of the nodes that it may run on'),
  tolerations: asIsList.describe('taints that it tolerates'),
  affinity: asIs.describe('as of a pod'),
  priorityClassName: z.string().describe('priority class of its pods'),
  spread: z
    .enum(['DoNotSchedule', 'ScheduleAnyway'])
    .describe('whether two pods of it may be on one node when there is no other'),
  graceSeconds: z
    .int()
    .min(20)
    .max(600)
    .describe('longest time from SIGTERM until it is killed, with the pause before'),
});

export const WORKLOADS = part({
  defaults: WORKLOAD.describe('what holds for all Deployments'),
  ingestion: WORKLOAD.describe('HTTP API of sellers'),
  'command-handler': WORKLOAD.describe('decides, writes the ledger'),
  'availability-projection': WORKLOAD.describe('keeps and publishes the view'),
  'availability-query': WORKLOAD.describe(
    'answers queries and streams only, in no consumer group (ADR 0086)',
  ),
  reservation: WORKLOAD.describe('sagas of orders'),
  recovery: WORKLOAD.describe('verifies, repairs, signs evidence'),
  'recovery-worker': WORKLOAD.describe('verifies units of large verifications (ADR 0063)'),
  console: WORKLOAD.describe('operators’ and sellers’ page'),
  'identity-provider': WORKLOAD.describe('logins for development; production brings its own provider'),
});

export const IMAGE = part({
  repository: text.describe('image of all services and of set-up'),
  tag: z.string().describe('its tag; empty: the version of the chart'),
  digest: z
    .string()
    .regex(/^(|sha256:[0-9a-f]{64})$/)
    .describe('its digest, which wins over the tag: a tag is whatever its owner says today'),
  pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).describe('when a node pulls it'),
  pullSecrets: z.array(text).describe('names of the Secrets with registry logins'),
});
