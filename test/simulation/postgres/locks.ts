import { deadlock } from './sql-error.js';

interface Lock {
  holder: object;
  readonly waiting: { readonly owner: object; readonly retry: () => void }[];
}

/**
 * Row locks, held until the transaction ends. All are exclusive: there is more waiting than in PostgreSQL,
 * never less.
 */
export class Locks {
  private readonly held = new Map<string, Lock>();
  private readonly of = new Map<object, Set<string>>();
  private readonly waitsFor = new Map<object, object>();

  /**
   * True if all locks are held; otherwise `retry` is called when the first missing one may be free. Throws
   * 40P01.
   */
  take(owner: object, names: readonly string[], retry: () => void): boolean {
    for (const name of names) {
      const lock = this.held.get(name);
      if (lock !== undefined && lock.holder !== owner) {
        if (this.leadsTo(lock.holder, owner)) throw deadlock();
        this.waitsFor.set(owner, lock.holder);
        lock.waiting.push({ owner, retry });
        return false;
      }
      if (lock === undefined) this.hold(owner, name);
    }
    this.waitsFor.delete(owner);
    return true;
  }

  isHeldByOther(owner: object, name: string): boolean {
    const lock = this.held.get(name);
    return lock !== undefined && lock.holder !== owner;
  }

  release(owner: object): void {
    this.waitsFor.delete(owner);
    for (const name of this.of.get(owner) ?? []) {
      const lock = this.held.get(name);
      this.held.delete(name);
      for (const { owner: waiter, retry } of lock?.waiting ?? []) {
        this.waitsFor.delete(waiter);
        retry();
      }
    }
    this.of.delete(owner);
  }

  private hold(owner: object, name: string): void {
    this.held.set(name, { holder: owner, waiting: [] });
    const own = this.of.get(owner) ?? new Set<string>();
    this.of.set(owner, own);
    own.add(name);
  }

  private leadsTo(from: object | undefined, to: object): boolean {
    for (let at = from; at !== undefined; at = this.waitsFor.get(at)) if (at === to) return true;
    return false;
  }
}
