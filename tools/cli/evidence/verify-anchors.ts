import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceKeysDir, readInstance } from '@stockproof/embedded';
import { verifyCheckpoints } from '@stockproof/evidence';
import { printJson } from '../acting.js';
import { readKeys } from './read-records.js';

/**
 * Prints what is wrong with a file of anchored checkpoints, or how far they reach; exit code 2 if something
 * is wrong.
 */
export function verifyAnchors(
  file: string,
  { keys, json }: { readonly keys?: string; readonly json?: boolean },
): void {
  const { checkpoints, problems } = read(
    file,
    keys ?? join(evidenceKeysDir(readInstance().home), 'public.jwks.json'),
  );
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 2;
  if (json === true)
    printJson({
      ...{ good: problems.length === 0, checkpoints: checkpoints.length, problems },
      newest_taken_at: checkpoints.at(-1)?.['taken_at'] ?? null,
    });
  else if (problems.length === 0)
    console.log(
      `${checkpoints.length} checkpoints, each signed by a key of its time and following the one before; the newest is of ${String(checkpoints.at(-1)?.['taken_at'])}`,
    );
}

function read(
  file: string,
  keys_file: string,
): { checkpoints: Record<string, unknown>[]; problems: string[] } {
  try {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    // A line that a crash cut short is repeated completely in the next line.
    const whole = lines.filter(
      (line, index) => line.endsWith('}') || lines[index + 1]?.startsWith(line) !== true,
    );
    const checkpoints = whole.map((line) => JSON.parse(line) as Record<string, unknown>);
    if (checkpoints.length === 0) return { checkpoints, problems: [`${file} has no checkpoint`] };
    return { checkpoints, problems: verifyCheckpoints(checkpoints, readKeys(keys_file)) };
  } catch (error) {
    return { checkpoints: [], problems: [`${file}: ${(error as Error).message}`] };
  }
}
