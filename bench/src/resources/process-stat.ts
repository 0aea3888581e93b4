/** The fields about CPU time of one line of /proc/PID/stat. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly title: string;
  /** CPU time of the process, in user and system mode. */
  readonly us: number;
  /** CPU time of its children that have ended and were waited for. */
  readonly ended_us: number;
  readonly resident_mib: number;
}

/** Linux reports hundredths of a second to programs, whatever it counts in internally (USER_HZ). */
const TICK_US = 10_000;
const PAGES_PER_MIB = 256;

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function parseStat(line: string, title: string): Process {
  // The second field is the program's name in brackets. It may contain anything, also brackets and blanks.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(line, 10),
    parent: field(4),
    title,
    us: (field(14) + field(15)) * TICK_US,
    ended_us: (field(16) + field(17)) * TICK_US,
    resident_mib: field(24) / PAGES_PER_MIB,
  };
}
