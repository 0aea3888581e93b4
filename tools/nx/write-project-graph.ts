import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProjectGraph, projectGraphPage } from './project-graph.js';

const FILE = 'docs/project-graph.md';

/** `docs/project-graph.md` from Nx's project graph; with `--check` it only compares. */
function readGraph(): ProjectGraph {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-graph-'));
  try {
    const file = join(folder, 'graph.json');
    // The daemon would outlive the command.
    const env = { ...process.env, NX_DAEMON: 'false' };
    execFileSync('node_modules/.bin/nx', ['graph', `--file=${file}`], { env, stdio: 'pipe' });
    return (JSON.parse(readFileSync(file, 'utf8')) as { graph: ProjectGraph }).graph;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const page = projectGraphPage(readGraph());
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, page);
} else if (readFileSync(FILE, 'utf8') !== page) {
  console.error(`${FILE} is not what Nx finds in the sources: npm run generate`);
  process.exitCode = 1;
}
