import cliProgress from 'cli-progress';

/** The fields of a run that are shown. */
export interface Shown {
  readonly status: string;
  readonly step: string | null;
  readonly reason: string | null;
  readonly progress: {
    readonly step: string;
    readonly events_total: number;
    readonly events_read: number;
    readonly events_per_second: number;
    readonly repairs_sent: number;
    readonly repairs_applied: number;
  } | null;
}

const BAR = '{status} [{bar}] {step}, {value} of {total} events, {rate}/s{repairs}';

/** A bar for one run, on standard error and only on a terminal: what goes to standard output is for programs. */
export class RunProgress {
  private bar: cliProgress.SingleBar | null = null;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  /** Draws the state of the run; a run without figures yet shows its status and step only. */
  show({ status, step, progress }: Shown): void {
    const of_run = {
      status,
      step: progress?.step ?? step ?? 'waits',
      rate: progress?.events_per_second ?? 0,
      repairs:
        progress === null || progress.repairs_sent === 0
          ? ''
          : `, repairs ${progress.repairs_applied}/${progress.repairs_sent}`,
    };
    if (this.bar === null) this.open(of_run);
    this.bar?.setTotal(progress?.events_total ?? 0);
    this.bar?.update(progress?.events_read ?? 0, of_run);
  }

  /** Leaves the last line where it is. */
  end(): void {
    this.bar?.stop();
    this.bar = null;
  }

  private open(of_run: object): void {
    if (!this.stream.isTTY) return;
    this.bar = new cliProgress.SingleBar({
      stream: this.stream,
      format: BAR,
      barsize: 24,
      barCompleteChar: '#',
      barIncompleteChar: '.',
      hideCursor: true,
      linewrap: false,
    });
    this.bar.start(0, 0, of_run);
  }
}
