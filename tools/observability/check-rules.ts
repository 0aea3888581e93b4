import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { debianProgram } from './debian-program.js';

const RULES = 'infra/observability/rules';

// A gate: `promtool check rules` and `promtool test rules`. Where there is no promtool it says so and passes, except in CI.
const promtool = await debianProgram('promtool', 'prometheus');
if (promtool === null) {
  console.log('skipped: no promtool, and apt cannot bring it (Debian: apt install prometheus)');
  process.exit(process.env['CI'] === 'true' ? 1 : 0);
}
const files = readdirSync(RULES).map((name) => join(RULES, name));
const rules = files.filter((name) => name.endsWith('.rules.yml'));
const tests = files.filter((name) => name.endsWith('.test.yml'));
for (const args of [
  ['check', 'rules', ...rules],
  ['test', 'rules', ...tests],
]) {
  const { status, stdout, stderr } = spawnSync(promtool, args, { encoding: 'utf8' });
  if (status === 0) continue;
  console.log(`promtool ${args.slice(0, 2).join(' ')} failed:\n${stdout}${stderr}`);
  process.exit(1);
}
console.log(`${rules.length} rule files, ${tests.length} files of tests`);
