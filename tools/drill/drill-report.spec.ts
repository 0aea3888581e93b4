import { describe, expect, it } from '@jest/globals';
import { drillReport } from './drill-report.js';

const AT = new Date('2026-02-03T04:05:06Z');
const TIMES = { wal_only: 1, data: 2, ingestion: 3, ledger: 4, projection: 6, evidence: 5 };

describe('the report of a drill', () => {
  it('has the time of each stage', () => {
    const { name, text, figures } = drillReport(AT, { passed: 9, failed: 0 }, TIMES);
    expect(name).toBe('drill-2026-02-03.md');
    for (const [stage, seconds] of [
      ['PostgreSQL', 2],
      ['ingestion', 3],
      ['ledger', 4],
      ['projection', 6],
      ['evidence', 5],
    ] as const)
      expect(text).toMatch(new RegExp(`^\\| ${stage}.* \\| ${seconds} s \\|$`, 'm'));
    expect(text).toContain('and 1 s for adding the WAL');
    expect(figures).toBe(
      '9 cases passed, 0 failed; after a restore ingestion 3 s, ledger 4 s, projection 6 s, evidence 5 s',
    );
  });

  it('says so if the restore did not come to its end', () => {
    const { text, figures } = drillReport(AT, { passed: 8, failed: 1 }, null);
    expect(text).toContain('| not reached |');
    expect(text).toContain('The restore did not come to its end.');
    expect(figures).toBe('8 cases passed, 1 failed');
  });
});
