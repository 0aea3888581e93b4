import { describe, expect, it } from '@jest/globals';
import { drillReport } from './drill-report.js';

const AT = new Date('2026-02-03T04:05:06Z');
const TIMES = { wal_only: 1, data: 2, put_back: 3, services: 4 };

describe('the report of a drill', () => {
  it('has the time of each stage', () => {
    const { name, text, figures } = drillReport(AT, { passed: 9, failed: 0 }, TIMES);
    expect(name).toBe('drill-2026-02-03.md');
    expect(text).toMatch(/^\| the databases are restored \| 2 s \|$/m);
    expect(text).toMatch(/^\| what the restore lost .* \| 3 s \|$/m);
    expect(text).toMatch(/^\| ingestion, ledger and all other services are ready \| 4 s \|$/m);
    expect(text).toContain('and 1 s for adding the WAL');
    expect(figures).toBe(
      '9 cases passed, 0 failed; the data is back in 2 s, the lost rows in 3 s, all services in 4 s',
    );
  });

  it('says so if the restore did not come to its end', () => {
    const { text, figures } = drillReport(AT, { passed: 8, failed: 1 }, null);
    expect(text).toContain('| not reached |');
    expect(text).toContain('The restore did not come to its end.');
    expect(figures).toBe('8 cases passed, 1 failed');
  });
});
