/** How many of something each holder has at this moment. Memory follows what is held, not who ever asked. */
export class Shares {
  private readonly held = new Map<string, number>();

  /**
   * One more for this holder; gives what lets go of it (once, however often it is called), or null where it
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

  of(holder: string): number {
    return this.held.get(holder) ?? 0;
  }

  private letGo(holder: string): void {
    const left = (this.held.get(holder) ?? 0) - 1;
    if (left > 0) this.held.set(holder, left);
    else this.held.delete(holder);
  }
}
