import { describe, expect, it } from '@jest/globals';
import { objectProblems } from './object-rules.js';
import type { KubernetesObject } from './render.js';

const container = {
  name: 'x',
  image: 'stockproof:1',
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } },
  readinessProbe: { timeoutSeconds: 4 },
  env: [{ name: 'STOCKPROOF_KAFKA_LOGIN_FILE', value: '/run/stockproof/kafka-login' }],
};
const pod = {
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: 45,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container],
};
const object = (kind: string, spec: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x' },
  spec,
});
const around = ['Service', 'PodDisruptionBudget', 'ServiceAccount', 'NetworkPolicy'].map((kind) =>
  object(kind),
);
const deployment = (change: object): KubernetesObject[] => [
  object('Deployment', { template: { spec: { ...pod, ...change } } }),
  ...around,
];
const inContainer = (change: object): KubernetesObject[] =>
  deployment({ containers: [{ ...container, ...change }] });

describe('an object of the chart', () => {
  it.each<[string, KubernetesObject[], string[]]>([
    ['as it must be', deployment({}), []],
    ['with a token', deployment({ automountServiceAccountToken: true }), ['it has a token of the cluster']],
    ['as anybody', deployment({ securityContext: {} }), ['it may run as root', 'it has no seccomp profile']],
    [
      'that is killed early',
      deployment({ terminationGracePeriodSeconds: 20 }),
      ['it is killed while it drains'],
    ],
    [
      'that may write anywhere',
      inContainer({ securityContext: { ...container.securityContext, readOnlyRootFilesystem: false } }),
      ['its container is not confined'],
    ],
    [
      'with a capability',
      inContainer({ securityContext: { ...container.securityContext, capabilities: { drop: [] } } }),
      ['its container has capabilities'],
    ],
    [
      'without a limit',
      inContainer({ resources: { requests: {} } }),
      ['it has no request or no limit of memory'],
    ],
    [
      'with an impatient probe',
      inContainer({ readinessProbe: { timeoutSeconds: 1 } }),
      ['its probe is less patient than what it asks'],
    ],
    [
      'with a password in a variable',
      inContainer({ env: [{ name: 'URL', value: 'postgres://a:b@host/x' }] }),
      ['URL holds a secret'],
    ],
  ])('%s', (_what, objects, problems) => {
    expect(objectProblems(objects)).toEqual(problems.map((problem) => `Deployment x: ${problem}`));
  });

  it.each(around.map(({ kind }) => kind))('that is a Deployment without its %s', (kind) => {
    const objects = deployment({}).filter((one) => one.kind !== kind);
    expect(objectProblems(objects)).toEqual([`Deployment x: it has no ${kind}`]);
  });

  it('that is there twice', () => {
    expect(objectProblems([object('Service'), object('Service')])).toEqual(['v1 Service x: twice']);
  });
});
