import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** One failure is forgiven each second. */
const FORGIVEN_EVERY_MS = 1_000;
const MAX_HOLDERS = 10_000;
const MAX_KNOWN = 10_000;
const KNOWN_FOR_MS = 60 * 60_000;

/** A login attempt: the address and the public part of the credential. */
export interface Attempt {
  readonly address: string;
  /** The public part of the tried key; null if there is none. */
  readonly key_id: string | null;
  readonly bearer: string;
}

/**
 * Counts failed logins by address and by key. A credential that was valid within the last hour is always
 * checked, so its owner is not locked out by others at the same address. Failures with a key count only
 * against addresses that have failed themselves, so nobody can lock out an owner from elsewhere. Memory is
 * bounded: the oldest counts are dropped.
 */
export class LoginThrottle {
  /** Time until which an address or key is charged; each failure extends it by a second. */
  private readonly reach = new LRUCache<string, number>({ max: MAX_HOLDERS });
  private readonly known = new LRUCache<string, true>({ max: MAX_KNOWN, ttl: KNOWN_FOR_MS });

  constructor(
    private readonly most_failures: number,
    private readonly now_ms: () => number = Date.now,
  ) {}

  /** Milliseconds until an attempt is checked; 0 for at once. */
  waitFor({ address, key_id, bearer }: Attempt): number {
    if (this.known.has(digestOf(bearer))) return 0;
    const of_address = this.over(`address ${address}`);
    if (of_address > 0 || key_id === null || !this.hasFailed(address)) return of_address;
    return this.over(`key ${key_id}`);
  }

  /** Counts a failed login against its address and its key. */
  failed({ address, key_id, bearer }: Attempt): void {
    this.known.delete(digestOf(bearer));
    this.add(`address ${address}`);
    if (key_id !== null) this.add(`key ${key_id}`);
  }

  /** Remembers a good credential: it is checked even if its address is blocked. */
  succeeded({ bearer }: Attempt): void {
    this.known.set(digestOf(bearer), true);
  }

  private add(holder: string): void {
    const now_ms = this.now_ms();
    const full_ms = now_ms + this.most_failures * FORGIVEN_EVERY_MS;
    this.reach.set(
      holder,
      Math.min(full_ms, Math.max(now_ms, this.reach.get(holder) ?? 0) + FORGIVEN_EVERY_MS),
    );
  }

  private over(holder: string): number {
    return Math.max(
      0,
      (this.reach.get(holder) ?? 0) - this.now_ms() - (this.most_failures - 1) * FORGIVEN_EVERY_MS,
    );
  }

  private hasFailed(address: string): boolean {
    return (this.reach.get(`address ${address}`) ?? 0) > this.now_ms();
  }
}

/** Hashed, so that the credentials cannot be read from the process's memory. */
function digestOf(bearer: string): string {
  return createHash('sha256').update(bearer).digest('base64');
}
