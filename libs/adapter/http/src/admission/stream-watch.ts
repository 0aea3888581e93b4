import type { Admitted } from './admission.js';

const POLL_INTERVAL_MS = 1_000;
/** How long a stream continues while its credential cannot be checked. */
const UNKNOWN_FOR_MS = 10_000;
/** A stream that has not ended by then, or whose reader does not read the end, loses its connection. */
const CUT_AFTER_MS = 2_000;

const SIGNAL = Symbol('stockproof.stream');

/**
 * A signal that aborts when the stream of this request must end; undefined if it is not watched.
 * `Ending.ends` uses it.
 */
export function streamSignal(request: object): AbortSignal | undefined {
  return (request as { [SIGNAL]?: AbortSignal })[SIGNAL];
}

interface Watched extends Admitted {
  known_at_ms: number;
  checking: boolean;
  readonly controller: AbortController;
}

/** The part of a response that is used. */
interface Response {
  once(event: 'close', listener: () => void): unknown;
  destroy(): unknown;
}

/**
 * Ends a stream when its credential is revoked or expires. It checks every second, so a stream ends within
 * two or three seconds (including the cache of keys). A credential that cannot be checked for ten seconds
 * ends it too.
 */
export class StreamWatch {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly now_ms: () => number = () => performance.now()) {}

  /** Watches the stream of this request until its answer closes. */
  watch(request: object, response: Response, admitted: Admitted): void {
    const controller = new AbortController();
    (request as { [SIGNAL]?: AbortSignal })[SIGNAL] = controller.signal;
    if (admitted.credential === null) return;
    const one: Watched = { ...admitted, known_at_ms: this.now_ms(), checking: false, controller };
    this.watched.add(one);
    this.timer ??= setInterval(() => this.poll(), POLL_INTERVAL_MS).unref();
    controller.signal.addEventListener(
      'abort',
      () => void setTimeout(() => response.destroy(), CUT_AFTER_MS).unref(),
      { once: true },
    );
    response.once('close', () => this.forget(one));
  }

  private poll(): void {
    for (const one of this.watched) void this.checkStream(one);
  }

  private async checkStream(one: Watched): Promise<void> {
    if (one.checking) return;
    one.checking = true;
    const holds = await one.again().catch(() => null);
    one.checking = false;
    if (holds === true) one.known_at_ms = this.now_ms();
    if (holds === false || this.now_ms() - one.known_at_ms > UNKNOWN_FOR_MS) one.controller.abort();
  }

  private forget(one: Watched): void {
    this.watched.delete(one);
    if (this.watched.size > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
  }
}
