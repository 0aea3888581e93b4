import { writeFileSync } from 'node:fs';
import { SEEN } from '../statements/pins.js';
import { FAULTS } from '../world/faults/options.js';
import { runSeed } from './run-seed.js';

const WORLDS = 60;
const FILE = 'test/simulation/statements/pinned.ts';

/** Runs enough worlds to meet every statement, and records the digest of each. */
export async function pinStatements(): Promise<number> {
  for (let seed = 1; seed <= WORLDS; seed += 1)
    await runSeed({ seed, events: 200, faults: new Set(seed % 2 === 0 ? FAULTS : []) });
  const lines = [...SEEN]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, digest]) => `  '${name}': '${digest}',`);
  writeFileSync(
    FILE,
    [
      '/** Digests of the SQL texts that the models were written for. Written by `npm run simulate -- --pin`. */',
      'export const PINNED: Readonly<Record<string, string>> = {',
      ...lines,
      '};',
      '',
    ].join('\n'),
  );
  return SEEN.size;
}
