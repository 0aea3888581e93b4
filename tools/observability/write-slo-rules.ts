import { readFileSync, writeFileSync } from 'node:fs';
import { sloRules } from './slo-rules.js';

const FILE = 'infra/observability/rules/slo.rules.yml';

// With --check it only compares.
if (!process.argv.includes('--check')) writeFileSync(FILE, sloRules());
else if (readFileSync(FILE, 'utf8') !== sloRules()) {
  console.error(`${FILE} is not that of the objectives: npm run generate`);
  process.exit(1);
}
