/** The specs of the seven scenarios, and of a ledger that went back. */
export const WHAT_IS_DRILLED = ['test/scenarios/', 'test/recovery/ledger-went-back'];

/** The spec that restores a backup and measures the stages. */
export const RESTORED_BY = 'test/recovery/restore-backup';

/** Seconds from the begin of the restore until a stage worked again; `wal_only`: what adding WAL to the backup took. */
export interface DrillTimes {
  readonly wal_only: number;
  readonly data: number;
  readonly put_back: number;
  readonly services: number;
}

const STAGES: readonly (readonly [keyof DrillTimes, string])[] = [
  ['data', 'the databases are restored'],
  ['put_back', 'what the restore lost of the ledger is put back, and the ledger is trusted'],
  ['services', 'ingestion, ledger and all other services are ready'],
];

/** What a drill prints, the name of its file, and its figures in a sentence. */
export interface DrillReport {
  readonly name: string;
  readonly text: string;
  readonly figures: string;
}

/** Writes the report of a drill. `times` null: the restore did not come to its end. */
export function drillReport(
  at: Date,
  { passed, failed }: { readonly passed: number; readonly failed: number },
  times: DrillTimes | null,
): DrillReport {
  const day = at.toISOString().slice(0, 10);
  const cases = `${passed} cases passed, ${failed} failed`;
  const rows = STAGES.map(
    ([stage, what]) => `| ${what} | ${times === null ? 'not reached' : `${times[stage]} s`} |`,
  );
  const rpo =
    times === null
      ? 'The restore did not come to its end.'
      : `RPO of a lost disk: the interval of \`backup --every\`, and ${times.wal_only} s for adding the WAL. Ingestion loses nothing that Kafka has.`;
  const figures = times === null ? cases : `${cases}; ${summary(times)}`;
  const text = [
    `# Drill of ${day}`,
    '',
    cases,
    '',
    '| stage | RTO, from the begin of the restore |',
    '|---|---|',
    ...rows,
    '',
    rpo,
    '',
  ];
  return { name: `drill-${day}.md`, text: text.join('\n'), figures };
}

function summary({ data, put_back, services }: DrillTimes): string {
  return `the data is back in ${data} s, the lost rows in ${put_back} s, all services in ${services} s`;
}
