import { type Authenticator, guarding } from '@stockproof/auth';
import { auditing, type SecurityLog } from '@stockproof/security-log';
import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { BreakGlassController } from './break-glass/break-glass.controller.js';
import { ConfidenceController } from './confidence/confidence.controller.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { RedrivesController } from './dead-letters/redrive/redrives.controller.js';
import { SettleDeadLettersController } from './dead-letters/settle/settle-dead-letters.controller.js';
import type { RedriveContext } from './dead-letters/redrive/redrive-dead-letter.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import type { EvidenceKeys } from './evidence/keys/evidence-keys.js';
import { OutcomeChecksController, type OutcomesContext } from './outcomes/outcomes.controller.js';
import type { Recoveries } from './requests/recoveries.js';
import { RecoveriesController } from './requests/recoveries.controller.js';
import {
  DEAD_LETTERS,
  EVIDENCE_KEYS,
  LEDGER_POOL,
  OUTCOMES,
  RECORDS_POOL,
  RECOVERIES,
  REVIEW_WITHIN_HOURS,
  VIEW_POOL,
} from './tokens.js';

export interface RecoveryParts {
  readonly pool: Pool;
  readonly ledger: Pool;
  readonly view: Pool;
  readonly keys: EvidenceKeys;
  readonly recoveries: Recoveries;
  readonly dead_letters: RedriveContext;
  readonly outcomes: OutcomesContext;
  readonly review_within_hours: number;
  readonly authenticate: Authenticator;
  readonly security: SecurityLog;
}

export class RecoveryModule {
  static with({
    pool,
    ledger,
    view,
    keys,
    recoveries,
    dead_letters,
    outcomes,
    review_within_hours,
    authenticate,
    security,
  }: RecoveryParts): DynamicModule {
    return {
      module: RecoveryModule,
      controllers: [
        RecoveriesController,
        EvidenceController,
        ConfidenceController,
        DeadLettersController,
        RedrivesController,
        SettleDeadLettersController,
        OutcomeChecksController,
        BreakGlassController,
      ],
      providers: [
        ...guarding(authenticate),
        auditing(security),
        { provide: RECORDS_POOL, useValue: pool },
        { provide: LEDGER_POOL, useValue: ledger },
        { provide: VIEW_POOL, useValue: view },
        { provide: EVIDENCE_KEYS, useValue: keys },
        { provide: DEAD_LETTERS, useValue: dead_letters },
        { provide: OUTCOMES, useValue: outcomes },
        { provide: REVIEW_WITHIN_HOURS, useValue: review_within_hours },
        { provide: RECOVERIES, useValue: recoveries },
      ],
    };
  }
}
