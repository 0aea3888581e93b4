/** An outcome as one side has it. */
export interface SaidOutcome {
  /** Names it on both sides. */
  readonly name: string;
  /** Equal where both sides say the same. */
  readonly digest: string;
}

export interface Compared {
  readonly in_tables: number;
  /** Different outcomes; one may have been told more than once. */
  readonly on_topic: number;
  /** Messages that say they were told before. */
  readonly emitted_again: number;
  readonly missing: readonly string[];
  /** What the newest message of the topic says of them is not what the table says. */
  readonly differing: readonly string[];
  readonly only_on_topic: readonly string[];
}

/**
 * Compares what tables hold with what a topic says, in both directions. Memory follows the outcomes of the
 * range, not the topic.
 */
export class OutcomeComparison {
  private readonly said = new Map<string, string>();
  private emitted_again = 0;

  constructor(private readonly held: ReadonlyMap<string, string>) {}

  /** Messages of the range, in the order of the topic. */
  consume({ name, digest }: SaidOutcome, is_told_again: boolean): void {
    if (is_told_again) this.emitted_again += 1;
    this.said.set(name, digest);
  }

  /** What rests on the topic and was not held when the tables were read: it may have been decided since. */
  unknown(): string[] {
    return [...this.said.keys()].filter((name) => !this.held.has(name));
  }

  /** `known_since`: those of the unknown that the tables hold by now. */
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
