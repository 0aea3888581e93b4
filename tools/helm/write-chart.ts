import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHART, chartFiles } from './chart-files.js';

const files = chartFiles();
const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
/** Copies whose original is gone. */
const left = ['rules', 'dashboards'].flatMap((folder) => {
  try {
    return readdirSync(join(CHART, 'files', folder)).map((name) => join(CHART, 'files', folder, name));
  } catch {
    return [];
  }
});
const surplus = left.filter((path) => !files.has(path));

// With --check it only compares.
if (process.argv.includes('--check')) {
  const differ = [...[...files.keys()].filter((path) => read(path) !== files.get(path)), ...surplus];
  if (differ.length > 0) {
    console.error(
      `not what the catalog, the code and the observability folder say: ${differ.join(', ')}: npm run generate`,
    );
    process.exitCode = 1;
  }
} else {
  for (const path of surplus) rmSync(path);
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
