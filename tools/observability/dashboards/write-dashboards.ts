import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles, DASHBOARDS } from './boards.js';

const files = dashboardFiles();
mkdirSync(DASHBOARDS, { recursive: true });
const kept = readdirSync(DASHBOARDS);

// With --check it only compares.
if (process.argv.includes('--check')) {
  const differ = [...new Set([...files.keys(), ...kept])].filter(
    (name) => !kept.includes(name) || readFileSync(join(DASHBOARDS, name), 'utf8') !== files.get(name),
  );
  if (differ.length > 0) {
    console.error(`not those of tools/observability/dashboards: ${differ.join(', ')}: npm run generate`);
    process.exit(1);
  }
} else {
  for (const name of kept) if (!files.has(name)) rmSync(join(DASHBOARDS, name));
  for (const [name, text] of files) writeFileSync(join(DASHBOARDS, name), text);
}
