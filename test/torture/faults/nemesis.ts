import { setTimeout as delay } from 'node:timers/promises';
import { askControl } from '@stockproof/embedded';
import type { Random } from '@stockproof/workload';
import { queryDatabase, type RunningStack, runningStack } from '@stockproof/testing';

/** A fault of the stack; `inflict` resolves when everything may recover. */
export interface Fault {
  readonly kind: string;
  inflict(stack: RunningStack, random: Random): Promise<void>;
  /** Waits for the end of one that lasts longer than the recovery from it. */
  end?(stack: RunningStack): Promise<void>;
}

/** The services as parts of the stack. */
export const SERVICE_PARTS = [
  'ingestion',
  'command-handler',
  'availability-projection',
  'recovery',
  'reservation',
] as const;
const SERVERS = ['postgres', 'kafka', 'connect'] as const;

export function pidOf({ home }: RunningStack, part: string): number {
  return runningStack(home).parts[part]?.pid ?? 0;
}

export function signal(pid: number, what: NodeJS.Signals): void {
  // It may have ended already: then there is nothing to do.
  if (pid > 0)
    try {
      process.kill(pid, what);
    } catch {
      return;
    }
}

/** Killed; the supervisor starts it again. */
function kill(part: string): Fault {
  return {
    kind: `kill ${part}`,
    inflict: async (stack) => {
      signal(pidOf(stack, part), 'SIGKILL');
      await delay(1_000);
      await askControl(stack.control_socket, part, 'start').catch(() => undefined);
    },
  };
}

/**
 * Stopped by a signal and resumed; after a long time it is a zombie that believes it still holds its shards.
 */
function freeze(part: string, least_ms: number, most_ms: number): Fault {
  return {
    kind: `freeze ${part}`,
    inflict: async (stack, random) => {
      const pid = pidOf(stack, part);
      signal(pid, 'SIGSTOP');
      await delay(random.between(least_ms, most_ms));
      signal(pid, 'SIGCONT');
    },
  };
}

/** The server cuts every connection of the services. */
const CUT: Fault = {
  kind: 'cut connections',
  inflict: async (stack) => {
    await queryDatabase(
      stack,
      'inventory',
      `
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND usename <> 'postgres'`,
    );
  },
};

/** Ended in an orderly way and started again, to test what it does at its end. */
function stop(part: string): Fault {
  return {
    kind: `stop ${part}`,
    inflict: (stack) => askControl(stack.control_socket, part, 'restart'),
  };
}

/** A service leaves its group and returns: its partitions move twice. */
function churn(part: string): Fault {
  return {
    kind: `churn ${part}`,
    inflict: async (stack) => {
      for (let times = 0; times < 2; times += 1)
        await askControl(stack.control_socket, part, 'restart').catch(() => undefined);
    },
  };
}

/** Every kind of fault. */
export const FAULTS: readonly Fault[] = [
  ...[...SERVICE_PARTS, ...SERVERS].map(kill),
  ...SERVICE_PARTS.map((part) => freeze(part, 2_000, 8_000)),
  // Longer than the session timeout of its group: another process may hold its partitions when it resumes.
  freeze('command-handler', 35_000, 40_000),
  freeze('availability-projection', 35_000, 40_000),
  freeze('kafka', 3_000, 12_000),
  freeze('connect', 3_000, 12_000),
  freeze('postgres', 2_000, 6_000),
  ...SERVERS.map(stop),
  CUT,
  churn('command-handler'),
  churn('availability-projection'),
  churn('reservation'),
];
