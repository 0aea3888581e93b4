import { Problem } from '../responses/problem.js';
import { Shares } from './shares.js';

/** Most open streams: of one caller, of anonymous callers of one address, and in total. */
export interface StreamBounds {
  readonly per_credential: number;
  /** Most streams from one address without a credential. */
  readonly per_address: number;
  /** Most streams of all callers without a credential. */
  readonly anonymous: number;
  readonly in_all: number;
}

const ALL = 'all';
const ANONYMOUS = 'anonymous';
/** An open stream may last long, so an immediate retry does not help. */
const RETRY = { 'retry-after': '10' };

/** Limits open streams per caller and in total. */
export class StreamShares {
  private readonly shares = new Shares();

  constructor(private readonly bounds: StreamBounds) {}

  /** Number of open streams. */
  get open(): number {
    return this.shares.of(ALL);
  }

  /**
   * Opens a stream; returns a function that closes it. Throws 429 if the caller's limit is reached, 503 if
   * the total is.
   */
  acquire(credential: string | null, address: string): () => void {
    const { per_credential, per_address, anonymous, in_all } = this.bounds;
    const acquired: (() => void)[] = [];
    const acquire = (holder: string, max: number, refusal: () => Problem): void => {
      const release = this.shares.acquire(holder, max);
      if (release !== null) return void acquired.push(release);
      for (const one of acquired) one();
      throw refusal();
    };
    if (credential === null) {
      acquire(`address ${address}`, per_address, () =>
        tooMany(`at most ${per_address} streams at a time from one address without a credential`),
      );
      acquire(ANONYMOUS, anonymous, () =>
        full('no stream is left for callers without a credential; try again'),
      );
    } else {
      acquire(`credential ${credential}`, per_credential, () =>
        tooMany(`at most ${per_credential} streams at a time for one credential`),
      );
    }
    acquire(ALL, in_all, () => full('no stream is left; try again'));
    return () => {
      for (const one of acquired) one();
    };
  }
}

function tooMany(detail: string): Problem {
  return new Problem(429, 'too_many_streams', detail, RETRY);
}

function full(detail: string): Problem {
  return new Problem(503, 'streams_exhausted', detail, RETRY);
}
