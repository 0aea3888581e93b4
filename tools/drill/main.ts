import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordRuns } from '@stockproof/embedded';
import { runJest } from '../verify/run-jest.js';
import { sayTotal } from '../verify/total.js';
import { type DrillTimes, drillReport, RESTORED_BY, WHAT_IS_DRILLED } from './drill-report.js';

// `npm run drill`: the scenarios of the runbooks and a restore from a backup, with the times of each stage. `-- restore` only that.
const only = process.argv.slice(2).includes('restore');
const folder = mkdtempSync(join(tmpdir(), 'stockproof-drill-'));
try {
  const file = join(folder, 'times.json');
  process.env['STOCKPROOF_DRILL_FILE'] = file;
  const total = await runJest(only ? [RESTORED_BY] : [...WHAT_IS_DRILLED, RESTORED_BY]);
  const report = drillReport(new Date(), total, readTimes(file));
  console.log(report.text);
  mkdirSync('.stockproof', { recursive: true });
  writeFileSync(join('.stockproof', report.name), report.text);
  recordRuns({ 'npm run drill': { figures: report.figures, ok: total.failed === 0 } });
  sayTotal(total);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Null if the restore did not come to its end. */
function readTimes(file: string): DrillTimes | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DrillTimes;
  } catch {
    return null;
  }
}
