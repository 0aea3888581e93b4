import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { type Anchor, verifyRecords } from '@stockproof/security-events';
import type { Command } from 'commander';
import { type Acting, printJson } from './acting.js';
import { callAt } from './api/call.js';

const PAGE = 10_000;

/** `stockproof security-log ...`: downloads the log, and verifies it without the services. */
export function addSecurityLogCommands(program: Command): void {
  const log = program
    .command('security-log')
    .description('who did what: logins refused, keys, approvals, redrives');
  log
    .command('export')
    .description('write the records as JSON lines, oldest first; a file that is there is continued')
    .option('--out <file>', 'default: standard output, from the first record on')
    .option('--json', 'with --out: what was written, as JSON')
    .action(exportLog);
  log
    .command('list')
    .description('who did what, newest first')
    .option('--actor <actor>', 'such as "operator ada"')
    .option('--action <action>', 'such as approve_recovery')
    .option('--outcome <outcome>', 'done, refused, failed or attempted')
    .option('--since <time>', 'RFC 3339')
    .option('--before <sequence>', '`next_before` of the page before')
    .option('--as <name>', 'development operator to act as')
    .option('--json', 'for programs')
    .action(listActs);
  log
    .command('verify')
    .description('check that no record was changed, removed, added or moved; exit code 0 good, 2 not')
    .argument('<file>', 'an export')
    .option('--from-start', 'the first record must be the first of the log')
    .option(
      '--until <sequence:digest...>',
      'records that were kept elsewhere: each must be there, so that a cut end is noticed',
    )
    .option('--json', 'for programs')
    .action(verifyLog);
}

interface Act {
  readonly sequence: number;
  readonly recorded_at: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor: string | null;
  readonly target: string | null;
  readonly reason: string | null;
}

async function listActs({ as, json, ...query }: Acting & Readonly<Record<string, string>>): Promise<void> {
  const found = await callAt<{ items: readonly Act[]; next_before: number | null }>(
    'ingestion',
    'GET',
    `/v1/audit?${new URLSearchParams(query).toString()}`,
    { name: as, role: 'security-auditor' },
  );
  if (json === true) return printJson(found);
  for (const { sequence, recorded_at, action, outcome, actor, target, reason } of found.items)
    console.log(
      `${String(sequence).padStart(6)}  ${recorded_at}  ${action} ${outcome}  ${actor ?? 'nobody'}  ${target ?? ''}${reason === null ? '' : `: ${reason}`}`,
    );
  if (found.next_before !== null) console.error(`more: --before ${found.next_before}`);
}

async function exportLog({ out, json }: { readonly out?: string; readonly json?: boolean }): Promise<void> {
  let last = out === undefined ? 0 : lastOf(out);
  const first = last;
  for (;;) {
    const page = await callAt<string>('ingestion', 'GET', `/v1/security-log?after=${last}&limit=${PAGE}`, {
      role: 'security-auditor',
    });
    if (page === '') break;
    if (out === undefined) process.stdout.write(page);
    else appendFileSync(out, page, { mode: 0o600 });
    last = sequenceOf(page.trimEnd().split('\n').at(-1) ?? '');
  }
  if (out === undefined) return;
  if (json === true) printJson({ file: out, records: last - first, up_to: last });
  else console.log(`${out}: ${last - first} records more, up to ${last}`);
}

/**
 * The last record of an export that is to be continued; 0 if there is none yet. Throws if the file is not an
 * export.
 */
function lastOf(file: string): number {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd();
    return lines === '' ? 0 : sequenceOf(lines.split('\n').at(-1) ?? '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    writeFileSync(file, '', { mode: 0o600 });
    return 0;
  }
}

function sequenceOf(line: string): number {
  const { sequence } = JSON.parse(line) as { sequence?: unknown };
  if (typeof sequence !== 'number')
    throw new Error('the file is no export of the security log: its last line has no sequence');
  return sequence;
}

function verifyLog(
  file: string,
  options: { readonly fromStart?: boolean; readonly until?: readonly string[]; readonly json?: boolean },
): void {
  const { fromStart, until = [], json } = options;
  const { problems, records, last } = verified(file, fromStart === true, until);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 2;
  if (json === true) printJson({ good: problems.length === 0, records, last, problems });
  else if (problems.length === 0) console.log(`${records} records, whole; keep this elsewhere: ${last}`);
}

interface VerifiedLog {
  readonly problems: readonly string[];
  readonly records: number;
  /** `sequence:digest` of the last record; null without one. */
  readonly last: string | null;
}

function verified(file: string, from_start: boolean, until: readonly string[]): VerifiedLog {
  try {
    const records: unknown[] = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
    const problems = verifyRecords(records, from_start, until.map(anchorOf));
    const { sequence, digest } = (records.at(-1) ?? {}) as Partial<Anchor>;
    const last = records.length === 0 ? null : `${sequence}:${digest}`;
    return { problems, records: records.length, last };
  } catch (error) {
    return { problems: [`${file}: ${(error as Error).message}`], records: 0, last: null };
  }
}

function anchorOf(text: string): Anchor {
  const [, sequence, digest] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || digest === undefined)
    throw new Error(`--until takes what \`verify\` printed, sequence:digest, not ${text}`);
  return { sequence: Number(sequence), digest };
}
