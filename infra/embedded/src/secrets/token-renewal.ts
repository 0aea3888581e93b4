import { renewDevTokens } from './dev-credentials.js';

/**
 * A token lives an hour: whoever reads the file finds one with half an hour left, and there is time to try
 * again.
 */
const RENEW_AFTER_MS = 30 * 60_000;
/** By the clock of the day: a machine that slept finds its tokens old when it wakes. */
const POLL_INTERVAL_MS = 15_000;

export interface RenewalOptions {
  readonly home: string;
  readonly provider_url: string;
  /** When the tokens in the file were made, ms since 1970; 0 means long ago. */
  readonly made_at_ms: number;
  /** Called if a renewal failed; it is tried again at the next check. */
  readonly onFailed: (error: Error) => void;
}

/** Renews the development tokens in their file while the stack runs. */
export class TokenRenewal {
  private timer: NodeJS.Timeout | null = null;
  private renewed_at_ms: number;
  private busy = false;

  constructor(
    private readonly options: RenewalOptions,
    private readonly renew = renewDevTokens,
    private readonly now_ms: () => number = Date.now,
  ) {
    this.renewed_at_ms = options.made_at_ms;
  }

  start(): void {
    void this.poll();
    this.timer = setInterval(() => void this.poll(), POLL_INTERVAL_MS);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** Renews the tokens if they are due. Never rejects. */
  async poll(): Promise<void> {
    const now_ms = this.now_ms();
    if (this.busy || now_ms - this.renewed_at_ms < RENEW_AFTER_MS) return;
    this.busy = true;
    const { home, provider_url, onFailed } = this.options;
    try {
      await this.renew(home, provider_url);
      this.renewed_at_ms = now_ms;
    } catch (error) {
      onFailed(error as Error);
    } finally {
      this.busy = false;
    }
  }
}
