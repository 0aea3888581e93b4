/**
 * Counts how many of something each holder has now. Memory grows with what is held, not with the number of
 * callers.
 */
export class Shares {
  private readonly held = new Map<string, number>();

  /**
   * Takes one more for this holder. Returns a function that releases it (idempotent), or null if the holder
   * has `max` already.
   */
  acquire(holder: string, max: number): (() => void) | null {
    const has = this.held.get(holder) ?? 0;
    if (has >= max) return null;
    this.held.set(holder, has + 1);
    let is_held = true;
    return () => {
      if (is_held) this.letGo(holder);
      is_held = false;
    };
  }

  /** How many shares a holder has. */
  of(holder: string): number {
    return this.held.get(holder) ?? 0;
  }

  private letGo(holder: string): void {
    const left = (this.held.get(holder) ?? 0) - 1;
    if (left > 0) this.held.set(holder, left);
    else this.held.delete(holder);
  }
}
