import { LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { ContractsModule } from '../../contracts/contracts.module.js';
import type { Flow } from '../../contracts/load-flows.js';
import { VIEW_FLOW } from '../../requests/recoveries.js';
import { SourcesModule } from '../../sources.module.js';
import {
  CONFIDENCE_SUMMARY,
  LEDGER_POOL,
  PROOF_AGE,
  RECORDS_POOL,
  RECOVERY_FLOWS,
  VIEW_POOL,
} from '../../tokens.js';
import { type ProofAge, proofAge } from './proof-age.js';
import { summarise, type Summary } from './summarise.js';

/** How long a proof counts, and how many offers have one. */
@Module({
  imports: [SourcesModule, ContractsModule],
  providers: [
    { provide: PROOF_AGE, inject: [RECOVERY_FLOWS, LOGGER], useFactory: readProofAge },
    {
      provide: CONFIDENCE_SUMMARY,
      inject: [RECORDS_POOL, LEDGER_POOL, VIEW_POOL, PROOF_AGE],
      useFactory:
        (records: Pool, ledger: Pool, view: Pool, { proof_valid_hours }: ProofAge) =>
        (): Promise<Summary> =>
          summarise({ records, ledger, view, proof_valid_hours }),
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
