// The entry point of every npm script. Runs on any Node >= 20 without dependencies: checks what the machine
// must have, installs and builds what is missing, then continues with the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
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
const SOURCES = ['apps', 'libs', 'infra', 'clients', 'examples', 'tools', 'test', 'bench'];
const ENTRIES = {
  test: 'dist/tools/verify/main.js',
  gates: 'dist/tools/verify/gates.js',
  demo: 'dist/tools/demo/main.js',
  bench: 'dist/bench/src/main.js',
  mutants: 'dist/test/mutants/main.js',
  crashpoints: 'dist/tools/verify/main.js',
  drill: 'dist/tools/drill/main.js',
  torture: 'dist/test/torture/main.js',
  simulate: 'dist/test/simulation/main.js',
  guarantees: 'dist/tools/guarantees/write-last-runs.js',
  'lock-jars': 'dist/tools/supply-chain/lock-jars.js',
  sbom: 'dist/tools/supply-chain/write-sbom.js',
  k8s: 'dist/tools/helm/check-operators.js',
  'kubernetes-secrets': 'dist/tools/setup/kubernetes-secrets.js',
};
/** Commands that serve the console's page or check it. */
const NEED_PAGE = ['start', 'test', 'gates', 'drill'];
const PAGE = 'dist/console-web';
const NEED_JAVA = [
  'start',
  'test',
  'demo',
  'bench',
  'crashpoints',
  'drill',
  'mutants',
  'torture',
  'lock-jars',
];

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
  if (existsSync(`${PAGE}.stamp`)) {
    cpSync(PAGE, `${fresh}/console-web`, { recursive: true });
    cpSync(`${PAGE}.stamp`, `${fresh}/console-web.stamp`);
  }
  rmSync('dist', { recursive: true, force: true });
  renameSync(fresh, 'dist');
}

/** Builds the console's page beside the one that may be served, then replaces that. Does nothing if nothing changed. */
function buildPage() {
  const stamp = sourcesStamp(['apps/console-web', 'libs/contract'], /\.(tsx?|css|html|mjs|js|svg|json)$/);
  if (existsSync(`${PAGE}.stamp`) && readFileSync(`${PAGE}.stamp`, 'utf8') === stamp) return;
  const fresh = `${PAGE}.${process.pid}`;
  const { status, stderr, stdout } = spawnSync(
    NODE,
    [
      'node_modules/vite/bin/vite.js',
      'build',
      '-c',
      'apps/console-web/vite.config.mjs',
      '--logLevel',
      'warn',
    ],
    { encoding: 'utf8', env: { ...process.env, STOCKPROOF_CONSOLE_WEB_OUT: join(ROOT, fresh) } },
  );
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    stop(`the build of the console's page failed:\n${stdout}${stderr}`);
  }
  rmSync(PAGE, { recursive: true, force: true });
  renameSync(fresh, PAGE);
  writeFileSync(`${PAGE}.stamp`, stamp);
}

/** Changes when a source file is added, removed or written. */
function sourcesStamp(folders, sources = /\.ts$/) {
  const hash = createHash('sha256').update(readFileSync('.swcrc')).update(readFileSync('package-lock.json'));
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
