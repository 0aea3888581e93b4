import { Lifecycle, LOGGER, TELEMETRY } from '@stockproof/service';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { ContractsModule } from '../../contracts/contracts.module.js';
import type { Flow } from '../../contracts/load-flows.js';
import { VIEW_FLOW } from '../../requests/recoveries.js';
import { SourcesModule } from '../../sources.module.js';
import { CONFIDENCE_SUMMARY, PROOF_AGE, RECORDS_POOL, RECOVERY_FLOWS, VIEW_POOL } from '../../tokens.js';
import { taskFailed } from '../../task-failed.js';
import { KeepCounts } from './keep-counts.js';
import { type ProofAge, proofAge } from './proof-age.js';
import { summarise, type Summary } from './summarise.js';

/** How long a proof counts, and how many offers have one. */
@Module({
  imports: [SourcesModule, ContractsModule],
  providers: [
    { provide: PROOF_AGE, inject: [RECOVERY_FLOWS, LOGGER], useFactory: readProofAge },
    {
      provide: CONFIDENCE_SUMMARY,
      inject: [RECORDS_POOL, VIEW_POOL, PROOF_AGE],
      useFactory:
        (records: Pool, view: Pool, { proof_valid_hours }: ProofAge) =>
        (): Promise<Summary> =>
          summarise({ records, view, proof_valid_hours }),
    },
    {
      provide: KeepCounts,
      inject: [RECORDS_POOL, PROOF_AGE, TELEMETRY, LOGGER, Lifecycle],
      useFactory: (
        records: Pool,
        { proof_valid_hours }: ProofAge,
        telemetry: Telemetry,
        logger: Logger,
        lifecycle: Lifecycle,
      ) => {
        const differences = telemetry.meter.createCounter('stockproof_offer_count_differences', {
          description: 'offers by which the kept counts differed from a count of all, which corrected them',
        });
        differences.add(0);
        return lifecycle.run(
          new KeepCounts({
            records,
            proof_valid_hours,
            now_ms: Date.now,
            onDifference: (offers) => {
              differences.add(offers);
              logger.error(
                { offers },
                'the counts of offers differed from a count of all; they are corrected',
              );
            },
            onFailed: taskFailed(logger, 'counting of offers'),
          }),
        );
      },
    },
  ],
  exports: [PROOF_AGE, CONFIDENCE_SUMMARY],
})
export class ProofsModule {}

function readProofAge(flows: ReadonlyMap<string, Flow>, logger: Logger): ProofAge {
  const contracts = [...flows.values()].map(({ contract }) => contract);
  const view = flows.get(VIEW_FLOW)?.contract;
  if (view === undefined) throw new Error(`there is no contract ${VIEW_FLOW}`);
  const age = proofAge(view, contracts);
  for (const check of age.not_covered)
    logger.warn({ check }, 'continuous verification does not make a check');
  return age;
}
