import type { Contract } from './recovery-contract.js';

const DAY_MS = 86_400_000;

/**
 * Returns one sentence per setting of the CDC topic that would delete history inside the recovery window:
 * compaction, or a retention (by time or bytes) that is too short.
 */
export function retentionProblems({ history }: Contract, config: Readonly<Record<string, string>>): string[] {
  const topic = history.cdc_topic;
  const problems: string[] = [];
  const policy = config['cleanup.policy'] ?? 'delete';
  if (policy.includes('compact')) {
    problems.push(
      `topic ${topic} is compacted: it would keep the last change of a key and lose the history before`,
    );
  }
  if (!policy.includes('delete')) return problems;
  const retention_ms = Number(config['retention.ms'] ?? '604800000');
  const window_ms = windowMs(history.recovery_window);
  // Negated, so that a retention that is not a number fails too.
  if (!(retention_ms < 0 || retention_ms >= window_ms)) {
    problems.push(
      `topic ${topic} keeps ${retention_ms} ms, the recovery window is ${history.recovery_window}`,
    );
  }
  const bytes = Number(config['retention.bytes'] ?? '-1');
  if (bytes >= 0)
    problems.push(`topic ${topic} keeps ${bytes} bytes a partition, which no window can be sure of`);
  return problems;
}

function windowMs(window: string): number {
  return window === 'unlimited' ? Infinity : Number.parseInt(window, 10) * DAY_MS;
}
