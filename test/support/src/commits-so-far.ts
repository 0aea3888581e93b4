import { execFileSync } from 'node:child_process';

/** How many commits there are: what a rotating part of a long run is chosen by, the same for everybody at a commit. 0 without git. */
export function commitsSoFar(): number {
  try {
    return Number(
      execFileSync('git', ['rev-list', '--count', 'HEAD'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  } catch {
    // The sources alone, as mutants are tried in or as an archive unpacks.
    return 0;
  }
}

/** `count` of them, the next ones with every commit, so that all have their turn. */
export function rotating<T>(all: readonly T[], count: number): T[] {
  const first = (commitsSoFar() * count) % all.length;
  return [...all.slice(first), ...all.slice(0, first)].slice(0, count);
}
