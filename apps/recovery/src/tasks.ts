import type { Logger } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import { AnchorCheckpoints } from './checkpoints/anchor-checkpoints.js';
import { CheckpointSigner } from './checkpoints/checkpoint-signer.js';
import { ContinuousVerify } from './confidence/continuous-verify.js';
import { ProposeRepairs } from './confidence/propose-repairs.js';
import type { EvidenceKeys } from './evidence/keys/evidence-keys.js';
import type { Recoveries } from './requests/recoveries.js';
import { ResumeRuns } from './runs/resume-runs.js';
import type { Runner } from './runs/runner.js';
import type { Settings } from './settings.js';

/** Something that goes on by itself from start to stop. */
interface Task {
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
}

export interface TaskParts {
  readonly pool: Pool;
  readonly ledger: Pool;
  readonly view: Pool;
  readonly keys: EvidenceKeys;
  readonly runner: Runner;
  readonly recoveries: Recoveries;
  readonly logger: Logger;
}

/** What the service does by itself, each in its own time. */
export function tasksOf(
  config: Settings,
  { pool, ledger, view, keys, runner, recoveries, logger }: TaskParts,
): readonly Task[] {
  const failed =
    (task: string) =>
    (err: Error): void =>
      logger.warn({ err, task }, `${task} failed, the next turn comes at its time`);
  return [
    new CheckpointSigner({
      pool,
      ledger,
      keys,
      onFailed: failed('checkpoint signing'),
      every_ms: config.STOCKPROOF_CHECKPOINT_INTERVAL_MS,
      anchor:
        config.STOCKPROOF_ANCHOR_FILE === '' ? null : new AnchorCheckpoints(config.STOCKPROOF_ANCHOR_FILE),
      now_ms: Date.now,
    }),
    new ResumeRuns(pool, runner, config.STOCKPROOF_RECOVERY_LEASE_MS / 2, failed('resuming runs')),
    new ContinuousVerify({
      ledger,
      recoveries,
      onFailed: failed('continuous verification'),
      every_ms: config.STOCKPROOF_VERIFY_INTERVAL_MS,
      offers: config.STOCKPROOF_VERIFY_MAX_OFFERS,
    }),
    new ProposeRepairs({
      records: pool,
      view,
      recoveries,
      onFailed: failed('proposing repairs'),
      every_ms: config.STOCKPROOF_PROPOSE_INTERVAL_MS,
    }),
  ];
}
