/** One mutation of a file. */
export interface Mutation {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Records a mutation: this node is replaced by that text. */
export type Replace = (node: { getStart: () => number; getEnd: () => number }, replacement: string) => void;
