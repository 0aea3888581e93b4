import type { VirtualTime } from './virtual-time.js';

/**
 * A process of the simulated machine: it runs, is stopped for a while, or is dead. All its inputs come
 * through here, so a dead one never continues, and a stopped one continues late without noticing.
 */
export class SimProcess {
  state: 'up' | 'stopped' | 'dead' = 'up';
  private readonly held: (() => void)[] = [];
  private readonly endings: (() => void)[] = [];
  private readonly stops: (() => void)[] = [];
  private readonly resumptions: (() => void)[] = [];

  constructor(
    readonly name: string,
    readonly time: VirtualTime,
  ) {}

  /** Runs `work` in the process after this many ms: later if it is stopped, never if it is dead. */
  after(ms: number, work: () => void): void {
    this.time.after(ms, () => this.deliver(work));
  }

  stop(): void {
    if (this.state !== 'up') return;
    this.state = 'stopped';
    for (const stopped of this.stops) stopped();
  }

  resume(): void {
    if (this.state !== 'stopped') return;
    this.state = 'up';
    for (const work of this.held.splice(0)) this.deliver(work);
    for (const resumed of this.resumptions) resumed();
  }

  kill(): void {
    if (this.state === 'dead') return;
    this.state = 'dead';
    this.held.length = 0;
    for (const end of this.endings.splice(0)) end();
  }

  /** What the rest of the world notices when it dies. */
  onDeath(end: () => void): void {
    this.endings.push(end);
  }

  onStop(stopped: () => void): void {
    this.stops.push(stopped);
  }

  onResume(resumed: () => void): void {
    this.resumptions.push(resumed);
  }

  private deliver(work: () => void): void {
    if (this.state === 'up') work();
    else if (this.state === 'stopped') this.held.push(work);
  }
}
