import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { queriesAsRules } from './dashboards/boards.js';
import { debianProgram } from './debian-program.js';
import { OBSERVABILITY } from './read-rules.js';

const RULES = join(OBSERVABILITY, 'rules');
const files = readdirSync(RULES).map((name) => join(RULES, name));
const rules = files.filter((name) => name.endsWith('.rules.yml'));
const tests = files.filter((name) => name.endsWith('.test.yml'));

// The queries of the dashboards, as rules that nobody loads.
const folder = mkdtempSync(join(tmpdir(), 'stockproof-queries-'));
const queries = join(folder, 'queries.yml');
writeFileSync(queries, stringify(queriesAsRules()));

/** A program of a Debian package, and what it must find right. */
const CHECKS: readonly (readonly [program: string, package_name: string, ...args: string[]])[] = [
  ['promtool', 'prometheus', 'check', 'rules', ...rules],
  ['promtool', 'prometheus', 'check', 'rules', queries],
  ['promtool', 'prometheus', 'test', 'rules', ...tests],
  // Only the syntax: the files of logins are the operator's.
  ['promtool', 'prometheus', 'check', 'config', '--syntax-only', join(OBSERVABILITY, 'prometheus.yml')],
  ['amtool', 'prometheus-alertmanager', 'check-config', join(OBSERVABILITY, 'alertmanager.yml')],
];

// A gate. Where a program is not there and apt cannot bring it, it says so and passes, except in CI.
let failed = 0;
for (const [program, package_name, ...args] of CHECKS) {
  const path = await debianProgram(program, package_name);
  if (path === null) {
    console.log(`skipped: no ${program}, and apt cannot bring it (Debian: apt install ${package_name})`);
    if (process.env['CI'] === 'true') failed += 1;
    continue;
  }
  const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8' });
  if (status === 0) continue;
  failed += 1;
  console.log(`${program} ${args.slice(0, 2).join(' ')} failed:\n${stdout}${stderr}`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${rules.length} rule files, ${tests.length} files of tests`);
process.exitCode = failed === 0 ? 0 : 1;
