/** What was opened for one reading and is closed together, in the order in which it was opened. */
export class Opened {
  private readonly all: { close(): Promise<unknown> }[] = [];

  /** Returns `one`, which `close` will close. */
  readonly hold = <T extends { close(): Promise<unknown> }>(one: T): T => {
    this.all.push(one);
    return one;
  };

  /** Closes what is held, once. */
  readonly close = async (): Promise<void> => {
    for (const one of this.all.splice(0)) await one.close();
  };
}
