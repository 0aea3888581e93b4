import { Problem } from './problem.js';
import { Shares } from './shares.js';

export interface StreamBounds {
  readonly per_credential: number;
  /** Of callers without a credential, from one address. */
  readonly per_address: number;
  /** Of all callers without a credential. */
  readonly anonymous: number;
  readonly in_all: number;
}

const ALL = 'all';
const ANONYMOUS = 'anonymous';
/** Streams end when they end: to ask again at once would not help. */
const RETRY = { 'retry-after': '10' };

/** Each open stream is held in a share of its caller's and in one of everybody's. */
export class StreamShares {
  private readonly shares = new Shares();

  constructor(private readonly bounds: StreamBounds) {}

  /** Streams that are open. */
  get open(): number {
    return this.shares.of(ALL);
  }

  /**
   * Opens one; gives what closes it. Throws 429 where the caller has its share already, 503 where all are
   * taken.
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
