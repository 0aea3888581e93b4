import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * How far the process is isolated, besides files, processes, threads and addons, which Node's permission
 * model always forbids.
 */
export interface Confinement {
  /** It runs in its own network namespace, which has no network. */
  readonly without_network: boolean;
  /** It runs as a user that owns nothing. */
  readonly as_nobody: boolean;
  /**
   * It sees no other process, and an empty folder instead of the instance's home, although it runs as its
   * service's user.
   */
  readonly alone: boolean;
}

interface Launcher extends Confinement {
  /** The command and arguments that precede the program. */
  readonly before: readonly string[];
}

const NOBODY = 65_534;
const UNSHARE = '/usr/bin/unshare';
const SETPRIV = '/usr/bin/setpriv';
const PROBE_WITHIN_MS = 5_000;
const WITHOUT_RIGHTS = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', '--pdeathsig=KILL'];
const AS_NOBODY = [SETPRIV, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...WITHOUT_RIGHTS];
/** A user namespace in which this user can give up rights, and nothing else. */
const OF_ITS_OWN = [UNSHARE, '--map-root-user', '--net'];
/** Mounts the empty folder before the right to mount is given up. */
const HIDE = 'mount -t tmpfs -o size=4k,mode=500 none "$0" && exec "$@"';

/**
 * All launchers, the strictest first; the last works everywhere. `home` is the folder of the instance, null
 * if there is none.
 */
export function launchers(root: boolean, home: string | null): Launcher[] {
  const setpriv = existsSync(SETPRIV);
  const nobody = root && setpriv && hasNobody();
  const unshare = existsSync(UNSHARE);
  return [
    ...(nobody && unshare
      ? [{ before: [UNSHARE, '--net', ...AS_NOBODY], without_network: true, as_nobody: true, alone: false }]
      : []),
    ...(nobody ? [{ before: AS_NOBODY, without_network: false, as_nobody: true, alone: false }] : []),
    ...(unshare && root
      ? [{ before: [UNSHARE, '--net'], without_network: true, as_nobody: false, alone: false }]
      : []),
    ...(unshare && setpriv && !root && home !== null
      ? [{ before: alone(home), without_network: true, as_nobody: false, alone: true }]
      : []),
    ...(unshare && !root
      ? [{ before: OF_ITS_OWN, without_network: true, as_nobody: false, alone: false }]
      : []),
    NOTHING,
  ];
}

const NOTHING: Launcher = { before: [], without_network: false, as_nobody: false, alone: false };

function alone(home: string): string[] {
  const unseen = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  // The launcher dies with the service, and its child dies with it.
  const ends = [SETPRIV, '--pdeathsig=KILL'];
  return [...ends, ...OF_ITS_OWN, ...unseen, '/bin/sh', '-c', HIDE, home, SETPRIV, ...WITHOUT_RIGHTS];
}

function hasNobody(): boolean {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .some((line) => line.split(':')[2] === String(NOBODY));
  } catch {
    return false;
  }
}

const RIGHTS = [
  '--permission',
  '--no-addons',
  '--disallow-code-generation-from-strings',
  '--no-warnings',
  '--no-deprecation',
];

/** Starts a program without rights and with an empty environment. Its input and output are pipes. */
export function launch({ before }: Pick<Launcher, 'before'>, program: string, heap_mb: number): ChildProcess {
  const [command = '', ...args] = [
    ...before,
    process.execPath,
    ...RIGHTS,
    `--max-old-space-size=${heap_mb}`,
    '--max-semi-space-size=16',
    '--input-type=module',
    '--eval',
    program,
  ];
  return spawn(command, args, { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
}

let chosen: Promise<Launcher> | null = null;

/**
 * Resolves with the strictest launcher that works on this machine. They are tried once per process, in order.
 */
export function strictest(): Promise<Launcher> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<Launcher> {
  const home = process.env['STOCKPROOF_HOME'];
  const all = launchers(process.getuid?.() === 0, home && existsSync(home) ? resolve(home) : null);
  for (const launcher of all) if (await works(launcher)) return launcher;
  return NOTHING;
}

function works(launcher: Launcher): Promise<boolean> {
  return new Promise((resolve) => {
    const child = launch(launcher, 'process.exitCode = 7;', 64);
    const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_WITHIN_MS);
    const done = (code: number | null): void => {
      clearTimeout(timer);
      resolve(code === 7);
    };
    child.once('error', () => done(null));
    child.once('exit', done);
  });
}
