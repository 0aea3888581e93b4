import type { VirtualTime } from '../../machine/virtual-time.js';
import type { Machine } from './service.js';
import { SimProcess } from '../../machine/sim-process.js';

type Begin<T> = (machine: Machine, failed: (cause: Error) => void) => Promise<T>;

/** A place where a process runs: if it dies it is started again, as by the stack's supervisor. */
export class Slot<T = unknown> {
  process: SimProcess;
  /** The service while it is ready; null before. */
  service: T | null = null;
  wanted = true;
  private starts = 0;

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
    private readonly back_after_ms: () => number,
    private readonly machineOf: (process: SimProcess) => Machine,
    private readonly begin: Begin<T>,
    private readonly onCrash: (name: string, cause: Error) => void,
  ) {
    this.process = this.start();
  }

  kill(): void {
    if (this.process.state === 'dead') return;
    this.process.kill();
    this.service = null;
    this.time.after(this.back_after_ms(), () => this.restart());
  }

  /** Removes the process from the group, or adds it again. */
  want(wanted: boolean): void {
    this.wanted = wanted;
    if (!wanted) this.kill();
    else this.restart();
  }

  private restart(): void {
    if (this.wanted && this.process.state === 'dead') this.process = this.start();
  }

  private start(): SimProcess {
    this.starts += 1;
    const process = new SimProcess(`${this.name}#${this.starts}`, this.time);
    const failed = (cause: Error): void => {
      if (process.state === 'dead') return;
      this.onCrash(process.name, cause);
      this.kill();
    };
    this.begin(this.machineOf(process), failed).then((service) => {
      if (this.process === process) this.service = service;
    }, failed);
    return process;
  }
}
