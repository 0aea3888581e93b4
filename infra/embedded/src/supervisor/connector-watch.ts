import { connectorStates, restartFailed } from '../connect/register-connectors.js';

const EVERY_MS = 2_000;
const LONGEST_BACKOFF_MS = 60_000;

interface Trouble {
  failures: number;
  next_try_ms: number;
}

/** Connect leaves a failed task failed. This restarts it with backoff and counts how often. */
export class ConnectorWatch {
  readonly restarts = new Map<string, number>();
  /** By `connector/task`: whether Connect says that it runs. */
  readonly tasks = new Map<string, boolean>();
  private readonly troubles = new Map<string, Trouble>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly connect_url: string, private readonly onRestart: () => void) {}

  start(): void {
    this.timer ??= setInterval(() => void this.look().catch(() => undefined), EVERY_MS);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private async look(): Promise<void> {
    for (const { name, state, tasks } of await connectorStates(this.connect_url)) {
      for (const task of tasks) this.tasks.set(`${name}/${task.id}`, task.state === 'RUNNING');
      const failed = state === 'FAILED' || tasks.some((task) => task.state === 'FAILED');
      if (failed) await this.mend(name);
      else this.troubles.delete(name);
    }
  }

  private async mend(name: string): Promise<void> {
    const trouble = this.troubles.get(name) ?? { failures: 0, next_try_ms: 0 };
    if (Date.now() < trouble.next_try_ms) return;
    trouble.failures += 1;
    trouble.next_try_ms = Date.now() + Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** trouble.failures);
    this.troubles.set(name, trouble);
    this.restarts.set(name, (this.restarts.get(name) ?? 0) + 1);
    this.onRestart();
    await restartFailed(this.connect_url, name);
  }
}
