import type { KubernetesObject } from './render.js';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly resources?: { readonly requests?: object; readonly limits?: { readonly memory?: string } };
  readonly securityContext?: object;
  readonly readinessProbe?: { readonly timeoutSeconds?: number };
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}
interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: { readonly runAsNonRoot?: boolean; readonly seccompProfile?: object };
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly Container[];
}

/** What a value may hold of another's password: nothing. A file, an address and a name are none. */
const SECRET = /:\/\/[^/:@]*:[^/@]*@|^[a-z-]+:[\w-]{20,}$/;

function podOf({ kind, spec }: KubernetesObject): PodSpec | null {
  const of = spec as { template?: { spec: PodSpec } } & PodSpec;
  if (kind === 'Pod') return of;
  return ['Deployment', 'Job'].includes(kind) ? (of.template?.spec ?? null) : null;
}

function containerProblems({ securityContext, resources, env = [] }: Container): string[] {
  const confined = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
  const { capabilities, ...rest } = (securityContext ?? {}) as { capabilities?: { drop?: string[] } };
  return [
    ...(JSON.stringify(rest) === JSON.stringify(confined) ? [] : ['its container is not confined']),
    ...(capabilities?.drop?.join() === 'ALL' ? [] : ['its container has capabilities']),
    ...(resources?.requests !== undefined && resources.limits?.memory !== undefined
      ? []
      : ['it has no request or no limit of memory']),
    ...env.filter(({ value = '' }) => SECRET.test(value)).map(({ name }) => `${name} holds a secret`),
  ];
}

function podProblems(pod: PodSpec, kind: string): string[] {
  const grace = pod.terminationGracePeriodSeconds ?? 30;
  return [
    ...(pod.automountServiceAccountToken === false ? [] : ['it has a token of the cluster']),
    ...(pod.securityContext?.runAsNonRoot === true ? [] : ['it may run as root']),
    ...(pod.securityContext?.seccompProfile === undefined ? ['it has no seccomp profile'] : []),
    ...(kind === 'Deployment' && grace < 25 ? ['it is killed while it drains'] : []),
    // Ready asks the servers with 3 s of patience.
    ...(kind === 'Deployment' && pod.containers.some((one) => (one.readinessProbe?.timeoutSeconds ?? 0) < 4)
      ? ['its probe is less patient than what it asks']
      : []),
    ...pod.containers.flatMap(containerProblems),
  ];
}

/** What no object of the chart may be, whatever the values; one line for each. */
export function objectProblems(objects: readonly KubernetesObject[]): string[] {
  const names = objects.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);
  const twice = names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name}: twice`);
  const pods = objects.flatMap((object) => {
    const pod = podOf(object);
    const problems = pod === null ? [] : podProblems(pod, object.kind);
    return problems.map((problem) => `${object.kind} ${object.metadata.name}: ${problem}`);
  });
  const has = (kind: string, name: string): boolean =>
    objects.some((one) => one.kind === kind && one.metadata.name === name);
  const alone = objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap(({ metadata: { name } }) =>
      ['Service', 'PodDisruptionBudget', 'ServiceAccount', 'NetworkPolicy']
        .filter((kind) => !has(kind, name))
        .map((kind) => `Deployment ${name}: it has no ${kind}`),
    );
  return [...twice, ...pods, ...alone];
}
