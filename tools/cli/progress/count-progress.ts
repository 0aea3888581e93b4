import cliProgress from 'cli-progress';

/** A bar for things that are counted, on standard error and only on a terminal. */
export class CountProgress {
  private bar: cliProgress.SingleBar | null = null;

  /** `format` may name `{bar}`, `{value}`, `{total}` and what `show` is given. */
  constructor(
    private readonly format: string,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  show(done: number, total: number, others: object = {}): void {
    if (!this.stream.isTTY) return;
    if (this.bar === null) {
      this.bar = new cliProgress.SingleBar({
        stream: this.stream,
        format: this.format,
        barsize: 24,
        barCompleteChar: '#',
        barIncompleteChar: '.',
        hideCursor: true,
        linewrap: false,
      });
      this.bar.start(total, done, others);
    }
    this.bar.setTotal(total);
    this.bar.update(done, others);
  }

  /** Leaves the last line where it is. */
  end(): void {
    this.bar?.stop();
    this.bar = null;
  }
}
