import type { Mutant } from './mutant.js';
import { AVAILABILITY_PROJECTION_MUTANTS } from './planted/services/availability-projection.js';
import { COMMAND_HANDLER_MUTANTS } from './planted/services/command-handler.js';
import { CONNECTORS_MUTANTS } from './planted/adapters/connectors.js';
import { CONTRACTS_MUTANTS } from './planted/rules/contracts.js';
import { EDGE_SERVICES_MUTANTS } from './planted/services/edge-services.js';
import { EVIDENCE_MUTANTS } from './planted/rules/evidence.js';
import { HTTP_MUTANTS } from './planted/adapters/http.js';
import { KAFKA_MUTANTS } from './planted/adapters/kafka.js';
import { PLATFORM_MUTANTS } from './planted/adapters/platform.js';
import { POSTGRES_MUTANTS } from './planted/adapters/postgres.js';
import { RECOVERY_MUTANTS } from './planted/services/recovery.js';
import { RUNS_AND_SAGAS_MUTANTS } from './planted/services/runs-and-sagas.js';
import { STOCK_RULES_MUTANTS } from './planted/rules/stock-rules.js';

/**
 * Our own mutants, and defects that other projects shipped (`seconds`, one direction, nothing checked, a lost
 * tail, ...), in files by the code that they are planted in.
 */
export const MUTANTS: readonly Mutant[] = [
  ...AVAILABILITY_PROJECTION_MUTANTS,
  ...COMMAND_HANDLER_MUTANTS,
  ...CONNECTORS_MUTANTS,
  ...CONTRACTS_MUTANTS,
  ...EDGE_SERVICES_MUTANTS,
  ...EVIDENCE_MUTANTS,
  ...HTTP_MUTANTS,
  ...KAFKA_MUTANTS,
  ...PLATFORM_MUTANTS,
  ...POSTGRES_MUTANTS,
  ...RECOVERY_MUTANTS,
  ...RUNS_AND_SAGAS_MUTANTS,
  ...STOCK_RULES_MUTANTS,
];
