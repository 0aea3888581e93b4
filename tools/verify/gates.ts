import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sayTotal } from './total.js';

const NODE = process.execPath;

/** The name of the gate, and its command, which must end with 0. */
type Gate = readonly [name: string, command: string, ...args: string[]];

/** Both ask Nx for the project graph, and Nx builds it for one process at a time. */
const OF_NX: readonly Gate[] = [
  ['lint and boundaries', 'node_modules/.bin/eslint', '.'],
  ['the project graph is that of the sources', NODE, 'dist/tools/nx/write-project-graph.js', '--check'],
];

const OTHERS: readonly Gate[] = [
  ['type check', 'node_modules/.bin/tsc', '-p', 'tsconfig.json'],
  ['type check of the page', 'node_modules/.bin/tsc', '-p', 'apps/console-web/tsconfig.json'],
  ['the page is small and keeps its policy', NODE, 'dist/tools/console-web/check-page.js'],
  ['format', 'node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.'],
  ['no secret in the tree', NODE, 'node_modules/.bin/secretlint', '**/*'],
  ['the bill of materials can be written', NODE, 'dist/tools/supply-chain/write-sbom.js', '--check'],
  ['generated types are those of the schemas', NODE, 'dist/tools/codegen/generate-event-types.js', '--check'],
  [
    'OpenAPI documents and their types are those of the services',
    NODE,
    'dist/tools/openapi/write-openapi.js',
    '--check',
  ],
  [
    'the TypeScript client is that of the OpenAPI documents and asyncapi.yaml',
    NODE,
    'dist/tools/clients/generate-client.js',
    '--check',
  ],
  ['the contracts are whole', NODE, 'dist/tools/cli/main.js', 'contract', 'check'],
  ['schemas are compatible with what was released', NODE, 'dist/tools/cli/main.js', 'schemas', 'check'],
  [
    'event catalog and asyncapi.yaml are those of the schemas',
    NODE,
    'dist/tools/schemas/generate.js',
    '--check',
  ],
  ['alert rules hold, and fire when they must', NODE, 'dist/tools/observability/check-rules.js'],
  [
    'dashboards are those of their tables',
    NODE,
    'dist/tools/observability/dashboards/write-dashboards.js',
    '--check',
  ],
  ['the chart is that of the catalog and the code', NODE, 'dist/tools/helm/write-chart.js', '--check'],
  ['the chart renders, and bad values are refused', NODE, 'dist/tools/helm/check-chart.js'],
  ['.env.example is that of the settings', NODE, 'dist/tools/codegen/write-env-example.js', '--check'],
];

/** Prints whether the gate holds, and the output of its command if not. */
async function holds([name, command, ...args]: Gate): Promise<boolean> {
  const began_ms = Date.now();
  const said = await promisify(execFile)(command, args, { maxBuffer: 64 * 1024 * 1024 }).then(
    () => null,
    ({ message, stdout = '', stderr = '' }: Error & { stdout?: string; stderr?: string }) =>
      stdout + stderr || message,
  );
  const seconds = ((Date.now() - began_ms) / 1_000).toFixed(1);
  console.log(`${said === null ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (said !== null) console.log(said);
  return said === null;
}

/** Runs gates one after the other; returns how many failed. */
async function failuresOf(gates: readonly Gate[]): Promise<number> {
  let failed = 0;
  for (const gate of gates) if (!(await holds(gate))) failed += 1;
  return failed;
}

// Each uses one processor.
const failed = (await Promise.all([OF_NX, OTHERS].map(failuresOf))).reduce((all, one) => all + one, 0);
sayTotal({ passed: OF_NX.length + OTHERS.length - failed, failed });
