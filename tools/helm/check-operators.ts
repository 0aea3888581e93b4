import { basename } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { helmPrograms } from './check/programs.js';
import { type KubernetesObject, objectsOf, render, valueFiles } from './check/render.js';
import { operatorDefinitions } from './operators/definitions.js';
import { PLANTED_OBJECTS } from './operators/planted-objects.js';
import { strictSchema } from './operators/strict-schema.js';

/** Groups of objects that Kubernetes itself defines: `npm run gates` checks those. */
const OWN = /^(?:v1$|[a-z]+\/v|[a-z]+\.k8s\.io\/)/;

const keyOf = ({ apiVersion, kind }: { apiVersion: string; kind: string }): string => `${apiVersion} ${kind}`;

const programs = await helmPrograms();
if (typeof programs === 'string') throw new Error(programs);
const ajv = new Ajv({ strict: false, allErrors: true });
const checks = new Map<string, ValidateFunction>(
  (await operatorDefinitions()).map((one) => [keyOf(one), ajv.compile(strictSchema(one.schema))]),
);
const problems: string[] = [];
let checked = 0;

/** What the definition of its operator has against an object; empty: nothing. */
function faultsOf(object: KubernetesObject): string[] {
  const check = checks.get(keyOf(object));
  if (check === undefined) return ['no operator defines this kind'];
  if (check(object)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

for (const file of valueFiles()) {
  const result = await render(programs.helm, [file]);
  if ('refused' in result) throw new Error(result.refused);
  const objects = objectsOf(result.text).filter(({ apiVersion }) => !OWN.test(apiVersion));
  for (const object of objects) {
    checked += 1;
    for (const fault of faultsOf(object))
      problems.push(`${basename(file)}: ${object.kind} ${object.metadata.name}: ${fault}`);
  }
  for (const { kind, change } of PLANTED_OBJECTS) {
    const object = objects.find((one) => one.kind === kind);
    if (object === undefined) continue;
    if (faultsOf(change(structuredClone(object))).length === 0)
      problems.push(`${basename(file)}: a planted error in a ${kind} was not found`);
  }
}
for (const problem of problems) console.error(problem);
console.log(
  `${checked} objects of operators against ${checks.size} definitions, ${PLANTED_OBJECTS.length} kinds with a planted error`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
