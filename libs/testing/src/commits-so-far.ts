import { execFileSync } from 'node:child_process';

/** How many commits there are: what a rotating part of a long run is chosen by, the same for everybody at a commit. */
export function commitsSoFar(): number {
  return Number(execFileSync('git', ['rev-list', '--count', 'HEAD'], { encoding: 'utf8' }));
}
