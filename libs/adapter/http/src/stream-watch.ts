import type { Admitted } from './admission.js';

const POLL_INTERVAL_MS = 1_000;
/** A stream goes on for so long while it cannot be known whether its credential still holds. */
const UNKNOWN_FOR_MS = 10_000;
/**
 * A stream that has not ended by itself by then, or whose reader does not take its last bytes, loses its
 * connection.
 */
const CUT_AFTER_MS = 2_000;

const SIGNAL = Symbol('stockproof.stream');

/**
 * Aborts when the stream that answers this request is to end; undefined where nothing is watched.
 * `Ending.ends` obeys it.
 */
export function streamSignal(request: object): AbortSignal | undefined {
  return (request as { [SIGNAL]?: AbortSignal })[SIGNAL];
}

interface Watched extends Admitted {
  known_at_ms: number;
  checking: boolean;
  readonly controller: AbortController;
}

/** The parts of an answer that a stream needs. */
interface Response {
  once(event: 'close', listener: () => void): unknown;
  destroy(): unknown;
}

/**
 * Ends each stream when its credential is revoked or over: asked every second, so within two or three of it
 * (what a service remembers of a key for a second included). One whose credential cannot be checked for ten
 * seconds ends too.
 */
export class StreamWatch {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly now_ms: () => number = () => performance.now()) {}

  /** From now on, until its answer closes. */
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
