/** Shortest time between two attempts while it cannot be read, ms. */
const RETRY_MS = 1_000;

interface Read<T> {
  readonly value: T;
  /** When the read began: a change during the read may be missing. */
  readonly at_ms: number;
}

/**
 * Caches a value that is read elsewhere. It is read again when a caller wants a newer one; there is no timer.
 * Concurrent callers share one read.
 */
export class Cached<T> {
  private last: Read<T> | null = null;
  private tried_at_ms = -Infinity;
  private failure: unknown = null;
  private reading: Promise<void> | null = null;

  /** `usable_ms`: how old the last value may be while it cannot be read again. */
  constructor(
    private readonly read: () => Promise<T>,
    private readonly usable_ms: number,
    private readonly now_ms: () => number = () => performance.now(),
  ) {}

  /**
   * Returns the value, at most `max_age_ms` old, or at most `usable_ms` old while it cannot be read. Rejects
   * with the cause after that.
   */
  async get(max_age_ms: number): Promise<T> {
    if (this.ageMs() > max_age_ms && (this.failure === null || this.now_ms() - this.tried_at_ms >= RETRY_MS))
      await (this.reading ??= this.again());
    if (this.last === null || (this.failure !== null && this.ageMs() > this.usable_ms))
      throw this.failure as Error;
    return this.last.value;
  }

  private ageMs(): number {
    return this.last === null ? Infinity : this.now_ms() - this.last.at_ms;
  }

  private async again(): Promise<void> {
    const at_ms = this.now_ms();
    this.tried_at_ms = at_ms;
    try {
      this.last = { value: await this.read(), at_ms };
      this.failure = null;
    } catch (error) {
      this.failure = error;
    } finally {
      this.reading = null;
    }
  }
}
