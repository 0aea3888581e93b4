// The entry point of every npm script. Runs on any Node >= 20 without dependencies: checks what the machine
// must have, installs and builds what is missing, then continues with the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE = join(ROOT, 'node_modules/.bin/node');
const STAMP = join(ROOT, 'node_modules/.cache/stockproof/installed');
// kafkajs schedules timers in the past. Node warns, but nothing is wrong.
const NODE_OPTIONS = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];
const SOURCES = ['apps', 'libs', 'infra', 'tools', 'test', 'bench'];
const ENTRIES = {
  test: 'dist/tools/verify/main.js',
  gates: 'dist/tools/verify/gates.js',
  demo: 'dist/tools/demo/main.js',
  bench: 'dist/bench/src/main.js',
  mutants: 'dist/test/mutants/main.js',
  crashpoints: 'dist/tools/verify/main.js',
  torture: 'dist/test/torture/main.js',
  simulate: 'dist/test/simulation/main.js',
  guarantees: 'dist/tools/guarantees/write-last-runs.js',
  'lock-jars': 'dist/tools/supply-chain/lock-jars.js',
  sbom: 'dist/tools/supply-chain/write-sbom.js',
};
const NEED_JAVA = ['start', 'test', 'demo', 'bench', 'crashpoints', 'mutants', 'torture', 'lock-jars'];
/** Commands that start the console, whose page is built for a browser. */
const NEED_PAGE = ['start', 'test'];
const PAGE = ['console-web', 'console-web.stamp'];

process.chdir(ROOT);
const [command = 'start', ...args] = process.argv.slice(2);
requireNode();
if (NEED_JAVA.includes(command)) requireJava();
install();
build();
if (NEED_PAGE.includes(command)) buildPage();
handOver();

function requireNode() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    stop(`Node 20 or newer is needed, this is ${process.versions.node}: install it from https://nodejs.org`);
  }
}

function requireJava() {
  const { stdout, stderr, error } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(`${stdout}${stderr}`)?.[1] ?? 0);
  if (error || major < 17)
    stop('Java 17 or newer is needed for Kafka: install a JRE (Debian: apt install openjdk-17-jre-headless)');
}

/** Runs `npm ci` if the lock file is not the installed one. */
function install() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock && existsSync(NODE)) return;
  console.log('installing packages (npm ci) ...');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
  });
  if (status !== 0) stop('npm ci failed: see the lines above');
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, lock);
}

/**
 * Compiles everything into a new folder, then replaces the old one by it. Does nothing if no source changed,
 * because running processes may load from that folder.
 */
function build() {
  const folders = SOURCES.filter((folder) => existsSync(folder));
  const stamp = sourcesStamp(folders);
  if (existsSync('dist/stamp') && readFileSync('dist/stamp', 'utf8') === stamp) return;
  const fresh = `dist.${process.pid}`;
  const { status, stderr } = spawnSync('node_modules/.bin/swc', [...folders, '-d', fresh, '-q'], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    stop(`the build failed:\n${stderr}`);
  }
  writeFileSync(`${fresh}/stamp`, stamp);
  for (const name of PAGE) if (existsSync(`dist/${name}`)) renameSync(`dist/${name}`, `${fresh}/${name}`);
  rmSync('dist', { recursive: true, force: true });
  renameSync(fresh, 'dist');
}

/**
 * Builds the page of the console into dist/console-web if its sources changed. Without it everything else works, and the
 * console says what is missing.
 */
function buildPage() {
  if (JSON.parse(readFileSync('package.json', 'utf8')).scripts['build:web'] === undefined) return;
  const stamp = sourcesStamp(
    ['apps/console-web', 'libs/contract/console'],
    /\.(?:ts|tsx|css|html|svg|json|woff2)$/,
  );
  const [page, kept] = PAGE.map((name) => `dist/${name}`);
  if (existsSync(page) && existsSync(kept) && readFileSync(kept, 'utf8') === stamp) return;
  console.log('building the page of the console (npm run build:web) ...');
  const { status } = spawnSync('npm', ['run', '--silent', 'build:web'], { stdio: 'inherit' });
  if (status === 0) writeFileSync(kept, stamp);
  else console.error('the page of the console was not built: see the lines above');
}

/** Changes when a source file is added, removed or written. */
function sourcesStamp(folders, sources = /\.ts$/) {
  const hash = createHash('sha256').update(readFileSync('.swcrc'));
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true }).sort()) {
      if (!sources.test(name)) continue;
      const { mtimeMs, size } = statSync(join(folder, name));
      hash.update(`${folder}/${name} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex');
}

function handOver() {
  const entry = ENTRIES[command];
  if (command === 'crashpoints') {
    // All of them, or those whose names begin with one of the arguments.
    process.env.STOCKPROOF_TEST_CRASHPOINTS = args[0] ?? 'all';
    args.splice(0, args.length, 'test/crashpoints');
  }
  const given = entry === undefined ? [command === 'cli' ? [] : [command], args].flat() : args;
  const child = spawn(NODE, [...NODE_OPTIONS, entry ?? 'dist/tools/cli/main.js', ...given], {
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child directly; this process only waits for it to finish.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
