/** One line of the table: our figure against a peer's, measured in the same run. */
export interface Line {
  readonly path: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: number;
  /** The ratio must reach this. */
  readonly goal: number;
  /** Null when the results were right; else what was wrong. A figure of a wrong result counts for nothing. */
  readonly wrong: string | null;
}

/** Prints the table; true when every result was right. Missed goals are shown, they do not fail a run. */
export function print(lines: readonly Line[]): boolean {
  const head = ['path', 'ours', 'peer', 'ratio', 'goal', ''];
  const rows = lines.map(({ path, ours, peer, ratio, goal, wrong }) => [
    path,
    ours,
    peer,
    ratio.toFixed(2),
    `>= ${goal}`,
    wrong === null ? (ratio >= goal ? 'reached' : 'MISSED') : `WRONG: ${wrong}`,
  ]);
  const widths = head.map((_title, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [head, ...rows])
    console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.every(({ wrong }) => wrong === null);
}

export const perSecond = (count: number, ms: number): number => (count / ms) * 1_000;

export const figure = (rate: number, unit: string): string =>
  `${Math.round(rate).toLocaleString('en')} ${unit}`;

/** The best of interleaved repeats: what disturbs a shared machine only ever makes it slower. */
export async function bestOf(
  repeats: number,
  ...sides: readonly (() => Promise<number>)[]
): Promise<number[]> {
  const best = sides.map(() => 0);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const [index, side] of sides.entries()) best[index] = Math.max(best[index] ?? 0, await side());
  }
  return best;
}
