import { type Authenticator, guarding, type SellerKeyCheck } from '@stockproof/auth';
import { auditing, type SecurityLog } from '@stockproof/security-log';
import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { KeyRequestsController } from './api-keys/key-requests.controller.js';
import type { KeyRules } from './api-keys/key-rules.js';
import { SchemasController } from './schemas/schemas.controller.js';
import { SecurityLogController } from './security-log/security-log.controller.js';
import { TokenRevocationsController } from './token-revocations/token-revocations.controller.js';
import { AcceptUpdates } from './accept-updates/accept-updates.js';
import { UpdatesController } from './accept-updates/updates.controller.js';
import { IDENTITY_POOL, KEY_RULES, SECURITY_AUDIT_POOL, SELLER_KEYS } from './tokens.js';

export interface IngestionParts {
  readonly pool: Pool;
  /** Reads the security log. */
  readonly security_audit: Pool;
  readonly authenticate: Authenticator;
  readonly security: SecurityLog;
  readonly checkKey: SellerKeyCheck;
  readonly key_rules: KeyRules;
  readonly updates: Pick<AcceptUpdates, 'accept'>;
}

export class IngestionModule {
  static with({
    pool,
    security_audit,
    authenticate,
    security,
    checkKey,
    key_rules,
    updates,
  }: IngestionParts): DynamicModule {
    return {
      module: IngestionModule,
      controllers: [
        ApiKeysController,
        KeyRequestsController,
        TokenRevocationsController,
        UpdatesController,
        SchemasController,
        SecurityLogController,
      ],
      providers: [
        ...guarding(authenticate),
        auditing(security),
        { provide: IDENTITY_POOL, useValue: pool },
        { provide: SECURITY_AUDIT_POOL, useValue: security_audit },
        { provide: SELLER_KEYS, useValue: checkKey },
        { provide: KEY_RULES, useValue: key_rules },
        { provide: AcceptUpdates, useValue: updates },
      ],
    };
  }
}
