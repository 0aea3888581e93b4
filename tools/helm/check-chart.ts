import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { objectProblems } from './check/object-rules.js';
import { PLANTED } from './check/planted.js';
import { helmPrograms, validator } from './check/programs.js';
import { type KubernetesObject, lint, objectsOf, render, valueFiles } from './check/render.js';
import { snapshotOf } from './check/snapshot.js';

const SNAPSHOT = 'infra/helm/snapshot.yaml';
const KUBERNETES = '1.37';
const PLANTED_FIELD = `apiVersion: v1
kind: Service
metadata: { name: x }
spec: { ports: [{ port: 1, targetport: 2 }] }
`;
const problems: string[] = [];
/** Where a program cannot be fetched the gate says so and passes, except in CI. */
function skip(reason: string): void {
  console.log(`skipped: ${reason}`);
  if (process.env['CI'] === 'true') problems.push(reason);
}

const programs = await helmPrograms();
if (typeof programs === 'string') skip(programs);
else await checkChart(programs.helm);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

async function checkChart(helm: string): Promise<void> {
  const rendered: Record<string, KubernetesObject[]> = {};
  const texts: Record<string, string> = {};
  for (const file of valueFiles()) {
    const complaint = await lint(helm, file);
    if (complaint !== null) problems.push(`helm lint, ${file}: ${complaint}`);
    const result = await render(helm, [file]);
    if ('refused' in result) {
      problems.push(`helm template, ${file}: ${result.refused}`);
      continue;
    }
    texts[basename(file)] = result.text;
    const objects = (rendered[basename(file)] = objectsOf(result.text));
    problems.push(...objectProblems(objects).map((problem) => `${file}: ${problem}`));
  }
  await mustBeRefused(helm);
  await validate(texts);
  keepOrCompare(snapshotOf(rendered));
  const count = Object.values(rendered).reduce((all, objects) => all + objects.length, 0);
  console.log(`${count} objects of ${Object.keys(rendered).length} files, ${PLANTED.length} planted values`);
}

async function mustBeRefused(helm: string): Promise<void> {
  for (const { what, over, values, says } of PLANTED) {
    const result = await render(helm, [join('infra/helm/values', `${over}.yaml`)], values);
    if ('text' in result) problems.push(`taken, and should not be: ${what}`);
    else if (!says.test(result.refused))
      problems.push(`${what}: refused for another reason: ${result.refused}`);
  }
}

/** Kubernetes' own objects, strictly; those of the operators are for `npm run k8s`. */
async function validate(texts: Readonly<Record<string, string>>): Promise<void> {
  const found = await validator();
  if (typeof found === 'string') return skip(found);
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-rendered-'));
  const check = async (name: string, text: string): Promise<string | null> => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return promisify(execFile)(found.path, ['--strict', '--quiet', '--no-warn', '-k', KUBERNETES, file]).then(
      () => null,
      ({ stdout = '', stderr = '' }: { stdout?: string; stderr?: string }) => stdout + stderr,
    );
  };
  try {
    for (const [name, text] of Object.entries(texts)) {
      const complaint = await check(name, text);
      if (complaint !== null) problems.push(`kubernetes-validate, ${name}: ${complaint}`);
    }
    if ((await check('planted.yaml', PLANTED_FIELD)) === null)
      problems.push('kubernetes-validate takes a field that there is not');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keepOrCompare(text: string): void {
  if (process.argv.includes('--update')) return writeFileSync(SNAPSHOT, text);
  if (readFileSync(SNAPSHOT, 'utf8') !== text)
    problems.push(`${SNAPSHOT} is not what the chart renders: npm run generate, and read the difference`);
}
