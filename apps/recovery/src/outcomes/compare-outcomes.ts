/** An outcome in a table or on a topic. */
export interface SaidOutcome {
  /** Its name on both sides. */
  readonly name: string;
  /** Equal if both sides have the same content. */
  readonly digest: string;
}

/** Messages of one kind in the tables and on their topic, and the differences. */
export interface Compared {
  readonly in_tables: number;
  /** Number of different outcomes; one may be there more than once. */
  readonly on_topic: number;
  /** Messages with the header `emitted_again`. */
  readonly emitted_again: number;
  readonly missing: readonly string[];
  /** The newest message on the topic differs from the table. */
  readonly differing: readonly string[];
  readonly only_on_topic: readonly string[];
}

/**
 * Compares outcomes in tables with those on a topic, in both directions. Memory grows with the outcomes of
 * the range, not with the topic.
 */
export class OutcomeComparison {
  private readonly said = new Map<string, string>();
  private emitted_again = 0;

  constructor(private readonly held: ReadonlyMap<string, string>) {}

  /** Adds a message of the range; messages must come in the order of the topic. */
  consume({ name, digest }: SaidOutcome, is_told_again: boolean): void {
    if (is_told_again) this.emitted_again += 1;
    this.said.set(name, digest);
  }

  /**
   * Names on the topic that were not in the tables when those were read; they may have been decided since.
   */
  unknown(): string[] {
    return [...this.said.keys()].filter((name) => !this.held.has(name));
  }

  /** Returns the comparison. `known_since`: those of the unknown that are in the tables by now. */
  result(known_since: ReadonlySet<string>): Compared {
    const names = [...this.held.keys()];
    return {
      in_tables: this.held.size,
      on_topic: this.said.size,
      emitted_again: this.emitted_again,
      missing: names.filter((name) => !this.said.has(name)),
      differing: names.filter((name) => this.said.has(name) && this.said.get(name) !== this.held.get(name)),
      only_on_topic: this.unknown().filter((name) => !known_since.has(name)),
    };
  }
}
