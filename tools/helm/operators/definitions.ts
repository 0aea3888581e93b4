import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findJava21 } from '@stockproof/embedded';
import { parse } from 'yaml';
import type { StructuralSchema } from './strict-schema.js';

const run = promisify(execFile);
const CACHE = resolve('node_modules/.cache/stockproof/operators');
const WITHIN_MS = 600_000;
const STRIMZI = '1.2.0';

/** Modules of Go whose archives have the definitions, and where. The version of each is pinned. */
const MODULES: readonly (readonly [module: string, version: string, ...files: string[]])[] = [
  [
    'github.com/cloudnative-pg/cloudnative-pg',
    'v1.30.0',
    ...['clusters', 'databases', 'scheduledbackups'].map(
      (name) => `config/crd/bases/postgresql.cnpg.io_${name}.yaml`,
    ),
  ],
  [
    'github.com/cloudnative-pg/plugin-barman-cloud',
    'v0.15.0',
    'config/crd/bases/barmancloud.cnpg.io_objectstores.yaml',
  ],
  [
    'github.com/kedacore/keda/v2',
    'v2.21.0',
    'config/crd/bases/keda.sh_scaledobjects.yaml',
    'config/crd/bases/keda.sh_triggerauthentications.yaml',
  ],
  [
    'github.com/prometheus-operator/prometheus-operator',
    'v0.85.0',
    ...['servicemonitors', 'podmonitors', 'prometheusrules'].map(
      (name) => `example/prometheus-operator-crd/monitoring.coreos.com_${name}.yaml`,
    ),
  ],
  [
    'github.com/external-secrets/external-secrets',
    'v1.3.2',
    'config/crds/bases/external-secrets.io_externalsecrets.yaml',
  ],
  ['sigs.k8s.io/gateway-api', 'v1.5.0', 'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
];

const STRIMZI_MODELS = {
  Kafka: 'kafka.Kafka',
  KafkaConnect: 'connect.KafkaConnect',
  KafkaConnector: 'connector.KafkaConnector',
  KafkaNodePool: 'nodepool.KafkaNodePool',
  KafkaTopic: 'topic.KafkaTopic',
  KafkaUser: 'user.KafkaUser',
};

/** A version of a kind that an operator defines. */
export interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: StructuralSchema;
}

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: StructuralSchema };
    }[];
  };
}

/**
 * The definitions of all operators that the chart has objects for, in the pinned versions: from Go's module proxy,
 * and Strimzi's made by its own generator from Maven Central. Needs Go, Maven and Java 21. Rejects with what is
 * missing. What was fetched is kept.
 */
export async function operatorDefinitions(): Promise<Definition[]> {
  mkdirSync(CACHE, { recursive: true });
  const files = [...(await fromModules()), ...(await ofStrimzi())];
  return files.flatMap((file) => {
    const { spec } = parse(readFileSync(file, 'utf8')) as CustomResourceDefinition;
    return spec.versions.map(({ name, schema }) => ({
      apiVersion: `${spec.group}/${name}`,
      kind: spec.names.kind,
      schema: schema.openAPIV3Schema,
    }));
  });
}

async function fromModules(): Promise<string[]> {
  const found: string[] = [];
  for (const [module, version, ...files] of MODULES) {
    const { stdout } = await run('go', ['mod', 'download', '-json', `${module}@${version}`], {
      cwd: CACHE,
      timeout: WITHIN_MS,
    });
    const { Dir } = JSON.parse(stdout) as { Dir: string };
    found.push(...files.map((file) => join(Dir, file)));
  }
  return found;
}

async function ofStrimzi(): Promise<string[]> {
  const folder = join(CACHE, `strimzi-${STRIMZI}`);
  const models = Object.entries(STRIMZI_MODELS);
  const files = models.map(([kind]) => join(folder, `${kind}.yaml`));
  if (files.every((file) => existsSync(file))) return files;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pom.xml'), pom(['api', 'crd-generator']));
  await run('mvn', ['-q', '-B', '-f', folder, 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
    timeout: WITHIN_MS,
  });
  const java = await findJava21('java');
  await run(
    java,
    [
      '-cp',
      join(folder, 'jars/*'),
      'io.strimzi.crdgenerator.CrdGenerator',
      '--yaml',
      ...models.map(([kind, model]) => `io.strimzi.api.kafka.model.${model}=${join(folder, kind)}.yaml`),
    ],
    { timeout: WITHIN_MS },
  );
  return files;
}

function pom(artifacts: readonly string[]): string {
  const dependencies = artifacts.map(
    (name) =>
      `<dependency><groupId>io.strimzi</groupId><artifactId>${name}</artifactId><version>${STRIMZI}</version></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>stockproof</groupId><artifactId>operators</artifactId><version>1</version><dependencies>${dependencies.join('')}</dependencies></project>`;
}
