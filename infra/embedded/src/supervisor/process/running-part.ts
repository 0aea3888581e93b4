import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '@stockproof/timing';
import type { PartSpec, PartState } from '../../part.js';
import { openPartLog } from './part-log.js';

export interface RunningPartOptions {
  readonly log_dir: string;
  /** False: a part that dies stays down until it is started by hand. */
  readonly restart: boolean;
  readonly onChange: () => void;
  /** Told when the part ended without being asked to, in one line. */
  readonly onDeath: (what: string) => void;
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;
/** A part that ran this long has recovered: the next death waits the first backoff again. */
const STEADY_MS = 60_000;
const SETPRIV = '/usr/bin/setpriv';

/** One part under supervision: started, watched, restarted with backoff, stopped. */
export class RunningPart {
  state: PartState = 'stopped';
  restarts = 0;
  last_exit: string | null = null;
  private child: ChildProcess | null = null;
  private exited: Promise<void> = Promise.resolve();
  private wanted = false;
  private quick_deaths = 0;

  constructor(
    readonly spec: PartSpec,
    private readonly options: RunningPartOptions,
  ) {}

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Starts the process and resolves when it is ready. Rejects with the path of its log if it is not. */
  async start(): Promise<void> {
    this.wanted = true;
    if (this.child === null) this.spawn();
    const { name, ready, ready_within_ms } = this.spec;
    try {
      await waitUntil(async () => this.state === 'running' || this.gaveUp() || (await ready()), {
        what: `${name} to be ready`,
        within_ms: ready_within_ms,
      });
    } catch (error) {
      throw new Error(`${name} did not start; see ${this.logFile()}`, { cause: error });
    }
    if (this.gaveUp())
      throw new Error(`${name} ended while starting (${this.last_exit}); see ${this.logFile()}`);
    this.become('running');
  }

  /** Asks the process to drain and end; kills it if it takes too long. */
  async stop(signal: NodeJS.Signals = this.spec.stop_signal): Promise<void> {
    this.wanted = false;
    const { child } = this;
    if (child === null) return this.become('stopped');
    this.become('stopping');
    child.kill(signal);
    const late = delay(this.spec.stop_within_ms, 'late' as const, { ref: false });
    if ((await Promise.race([this.exited, late])) === 'late') child.kill('SIGKILL');
    await this.exited;
    this.become('stopped');
  }

  private gaveUp(): boolean {
    return this.child === null && (!this.options.restart || this.quick_deaths > 3);
  }

  private spawn(): void {
    const { spec } = this;
    const log = openPartLog(this.logFile());
    const [command, ...args] = withDeathSignal(spec);
    const child = spawn(command ?? spec.command, args, {
      env: { ...process.env, ...spec.env },
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      // Other groups and every capability of root's go with it.
      ...spec.user,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.child = child;
    this.become('starting');
    const started_ms = Date.now();
    this.exited = new Promise((done) => {
      child.once('error', (error) => log.write(`${error.message}\n`));
      child.once('close', (code, signal) => {
        this.ended(code, signal, Date.now() - started_ms, log);
        done();
      });
    });
  }

  private ended(code: number | null, signal: NodeJS.Signals | null, ran_ms: number, log: Writable): void {
    log.end();
    this.child = null;
    this.last_exit = `${signal ?? `exit ${code}`} at ${new Date().toISOString()}`;
    if (!this.wanted) return this.become('stopped');
    this.quick_deaths = ran_ms > STEADY_MS ? 1 : this.quick_deaths + 1;
    const { name } = this.spec;
    if (!this.options.restart) {
      this.options.onDeath(`${name} ended (${this.last_exit}); not started again, as asked`);
      return this.become('failed');
    }
    this.options.onDeath(`${name} ended (${this.last_exit}); restart ${this.restarts + 1} follows`);
    this.become('waiting_to_restart');
    void this.restartLater();
  }

  private async restartLater(): Promise<void> {
    await delay(Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (this.quick_deaths - 1)));
    if (!this.wanted || this.child !== null) return;
    this.restarts += 1;
    this.spawn();
    const { name, ready, ready_within_ms } = this.spec;
    const up = await waitUntil(ready, { what: name, within_ms: ready_within_ms, every_ms: 200 }).catch(
      () => false,
    );
    if (up && this.child !== null) this.become('running');
  }

  private become(state: PartState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.onChange();
  }

  private logFile(): string {
    return join(this.options.log_dir, `${this.spec.name}.log`);
  }
}

/**
 * A supervisor that is killed outright takes its parts with it, where the system has a way to say so; and who is another user than
 * root gets no rights back by a program that has some.
 */
function withDeathSignal({ command, args, stop_signal, user }: PartSpec): string[] {
  if (!existsSync(SETPRIV)) return [command, ...args];
  const no_more = user === undefined ? [] : ['--no-new-privs'];
  return [SETPRIV, '--pdeathsig', stop_signal.replace('SIG', ''), ...no_more, command, ...args];
}
