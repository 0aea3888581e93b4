import { AuthModule, type AuthRules, bearerAuthenticator, rememberFor, tokenChecks } from '@stockproof/auth';
import { HEALTH } from '@stockproof/http';
import { BrokerModule, CONFIG, databaseCheck, SecurityLogModule } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { AcceptUpdatesModule } from './accept-updates/accept-updates.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { checkKey } from './api-keys/check-key.js';
import { DatabaseModule } from './database.module.js';
import { SchemasModule } from './schemas/schemas.module.js';
import { SecurityAuditModule } from './security-log/security-audit.module.js';
import type { Settings } from './settings.js';
import { localRevocations } from './token-revocations/local-revocations.js';
import { TokenRevocationsModule } from './token-revocations/token-revocations.module.js';
import { IDENTITY_POOL } from './tokens.js';
import { UpdateFilesModule } from './update-files/update-files.module.js';

@Module({
  imports: [
    SecurityLogModule,
    BrokerModule,
    AuthModule.forRootAsync({
      imports: [DatabaseModule],
      inject: [CONFIG, IDENTITY_POOL],
      useFactory: authRules,
    }),
    DatabaseModule,
    AcceptUpdatesModule,
    UpdateFilesModule,
    ApiKeysModule,
    TokenRevocationsModule,
    SchemasModule,
    SecurityAuditModule,
  ],
  providers: [{ provide: HEALTH, inject: [IDENTITY_POOL], useFactory: databaseCheck('identity_database') }],
})
export class IngestionModule {}

/** Ingestion has the keys and the list of revoked tokens itself; the other services ask it. */
function authRules(config: Settings, pool: Pool): AuthRules {
  const checkToken = tokenChecks('ingestion', config, () => localRevocations(pool));
  const check = rememberFor(config.STOCKPROOF_KEY_CACHE_MS, (key) => checkKey(pool, key));
  return { authenticate: bearerAuthenticator(checkToken, check) };
}
