import { join } from 'node:path';
import { evidenceKeysDir, readInstance } from '@stockproof/embedded';
import { type Evidence, verifyChain } from '@stockproof/evidence';
import { againstDatabase } from './against-database.js';
import { readKeys, readRecords } from './read-records.js';

export interface VerifyOptions {
  readonly keys?: string;
  readonly fromStart?: boolean;
  readonly againstDb?: boolean;
  readonly json?: boolean;
}

/** Prints what is wrong with the records of a file, or that nothing is. */
export async function verifyFiles(file: string, options: VerifyOptions): Promise<void> {
  const keys_file = options.keys ?? join(evidenceKeysDir(readInstance().home), 'public.jwks.json');
  const { records, problems } = read(file, keys_file, options.fromStart === true);
  if (problems.length === 0 && options.againstDb === true) {
    for (const record of records) problems.push(...(await againstDatabase(record)));
  }
  const shown = records.map(({ recovery_id, confidence_status, integrity }) => ({
    recovery_id,
    confidence_status,
    sequence: integrity.sequence,
  }));
  if (options.json === true)
    console.log(
      JSON.stringify({ valid: problems.length === 0, problems, records: problems.length === 0 ? shown : [] }),
    );
  else if (problems.length > 0) for (const problem of problems) console.error(problem);
  else
    for (const { recovery_id, confidence_status, sequence } of shown)
      console.log(`${recovery_id}: valid, record ${sequence}, says ${confidence_status}`);
  if (problems.length > 0) process.exitCode = 2;
}

function read(
  file: string,
  keys_file: string,
  from_start: boolean,
): { records: Evidence[]; problems: string[] } {
  try {
    const records = readRecords(file);
    const problems = verifyChain(records, readKeys(keys_file), from_start);
    return { records: problems.length === 0 ? (records as Evidence[]) : [], problems };
  } catch (error) {
    return { records: [], problems: [(error as Error).message] };
  }
}
