import { spawnSync } from 'node:child_process';
import { sayTotal } from './total.js';

const NODE = process.execPath;

/** Each must end with 0. */
const GATES: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['type check', 'node_modules/.bin/tsc', '-p', 'tsconfig.json'],
  ['lint and boundaries', 'node_modules/.bin/eslint', '.'],
  ['format', 'node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.'],
  ['no secret in the tree', NODE, 'node_modules/.bin/secretlint', '**/*'],
  ['the bill of materials can be written', NODE, 'dist/tools/supply-chain/write-sbom.js', '--check'],
  ['generated types are those of the schemas', NODE, 'dist/tools/codegen/generate-event-types.js', '--check'],
  ['the contracts are whole', NODE, 'dist/tools/cli/main.js', 'contract', 'check'],
  ['schemas are compatible with what was released', NODE, 'dist/tools/cli/main.js', 'schemas', 'check'],
  [
    'event catalog and asyncapi.yaml are those of the schemas',
    NODE,
    'dist/tools/schemas/generate.js',
    '--check',
  ],
  ['the project graph is that of the sources', NODE, 'dist/tools/nx/write-project-graph.js', '--check'],
  ['.env.example is that of the settings', NODE, 'dist/tools/codegen/write-env-example.js', '--check'],
];

let failed = 0;
for (const [name, command, ...args] of GATES) {
  const began_ms = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  const seconds = ((Date.now() - began_ms) / 1_000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed += 1;
  console.log(stdout + stderr);
}
sayTotal({ passed: GATES.length - failed, failed });
