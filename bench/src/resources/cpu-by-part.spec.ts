import { describe, expect, it } from '@jest/globals';
import { cpuOf, cpuRow, type CpuTimes } from './cpu-by-part.js';
import { parseStat } from './process-stat.js';

/** A line in the format of Linux, with ticks of 10 ms and pages of 4 KiB; other fields are 0. */
function stat(pid: number, parent: number, title: string, ticks: readonly number[], pages = 0) {
  const [user = 0, system = 0, ended_user = 0, ended_system = 0] = ticks;
  const unread = Array<number>(9).fill(0).join(' ');
  const after = `${ended_user} ${ended_system} 20 0 1 0 999 0 ${pages} 0`;
  return parseStat(`${pid} (a) name) S ${parent} ${unread} ${user} ${system} ${after}`, title);
}

const RUNTIME = {
  supervisor_pid: 1,
  parts: { postgres: { pid: 10 }, connect: { pid: 20 }, recovery: { pid: null } },
};

const shown = (times: CpuTimes): Record<string, number> =>
  Object.fromEntries([...times].map(([name, { us }]) => [name, us / 1_000]));

describe('CPU by part', () => {
  it('includes the children of a part, also ended ones; WAL senders are separate', () => {
    const all = [
      stat(1, 0, 'node', [7]),
      stat(10, 1, 'postgres', [1, 2, 3, 4]),
      stat(11, 10, 'postgres: walsender debezium', [50]),
      stat(12, 10, 'postgres: ingestion identity', [5]),
      stat(20, 1, 'setpriv', [1]),
      stat(21, 20, 'java', [100, 10]),
      stat(99, 0, 'of somebody else', [1_000]),
    ];
    expect(shown(cpuOf(RUNTIME, all))).toEqual({
      supervisor: 70,
      postgres: 150,
      walsender: 500,
      connect: 1_110,
    });
  });

  it('is the difference of two readings; for a part that was restarted, all since then', () => {
    const before = cpuOf(RUNTIME, [stat(10, 1, 'postgres', [100]), stat(20, 1, 'java', [900])]);
    const again = { ...RUNTIME, parts: { ...RUNTIME.parts, connect: { pid: 30 } } };
    const after = cpuOf(again, [stat(10, 1, 'postgres', [110]), stat(30, 1, 'java', [50], 512)]);
    const row = cpuRow('a path', 1_000, 2_000, before, after);
    expect(row.events_per_s).toBe(500);
    expect([...row.us_per_event]).toEqual([
      ['connect', 500],
      ['postgres', 100],
    ]);
    expect(row.resident_mib.get('connect')).toBe(2);
  });
});
