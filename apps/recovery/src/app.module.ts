import { type Authenticator, guarding } from '@stockproof/auth';
import { auditing, type SecurityLog } from '@stockproof/security-log';
import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { ConfidenceController } from './confidence/confidence.controller.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { SettleLettersController } from './dead-letters/settle-letters.controller.js';
import type { RedriveContext } from './dead-letters/redrive-letter.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import type { EvidenceKeys } from './evidence/evidence-keys.js';
import { OutcomesController, type OutcomesContext } from './outcomes/outcomes.controller.js';
import type { Recoveries } from './requests/recoveries.js';
import { RecoveriesController } from './requests/recoveries.controller.js';
import { DEAD_LETTERS, EVIDENCE_KEYS, LEDGER_POOL, OUTCOMES, RECORDS_POOL, RECOVERIES, VIEW_POOL } from './tokens.js';

export interface RecoveryParts {
  readonly pool: Pool;
  readonly ledger: Pool;
  readonly view: Pool;
  readonly keys: EvidenceKeys;
  readonly recoveries: Recoveries;
  readonly dead_letters: RedriveContext;
  readonly outcomes: OutcomesContext;
  readonly authenticate: Authenticator;
  readonly security: SecurityLog;
}

export class RecoveryModule {
  static with({ pool, ledger, view, keys, recoveries, dead_letters, outcomes, authenticate, security }: RecoveryParts): DynamicModule {
    return {
      module: RecoveryModule,
      controllers: [RecoveriesController, EvidenceController, ConfidenceController, DeadLettersController, SettleLettersController, OutcomesController],
      providers: [
        ...guarding(authenticate),
        auditing(security),
        { provide: RECORDS_POOL, useValue: pool },
        { provide: LEDGER_POOL, useValue: ledger },
        { provide: VIEW_POOL, useValue: view },
        { provide: EVIDENCE_KEYS, useValue: keys },
        { provide: DEAD_LETTERS, useValue: dead_letters },
        { provide: OUTCOMES, useValue: outcomes },
        { provide: RECOVERIES, useValue: recoveries },
      ],
    };
  }
}
