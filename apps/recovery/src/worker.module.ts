import { AuthModule, tokenAuthenticator } from '@stockproof/auth';
import { HEALTH } from '@stockproof/http';
import { BrokerModule, CONFIG, databaseCheck, Lifecycle, SecurityLogModule } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { keySecretOf } from './evidence/keys/key-secret.js';
import { publicKeysOf } from './evidence/keys/public-keys.js';
import { UnitsModule } from './flows/units.module.js';
import { RecordsModule } from './records.module.js';
import { openSealedHistory } from './sealing/sealing.module.js';
import type { WorkerSettings } from './settings.js';
import { RECORDS_POOL, SEALED_HISTORY } from './tokens.js';

/** Read each time, so that the file can be replaced. */
const secretOf = (config: WorkerSettings) => () =>
  keySecretOf(config.STOCKPROOF_EVIDENCE_SECRET_FILE || config.STOCKPROOF_SERVICE_KEY_FILE);

/** Sealed history to be read, verified with the public keys. */
@Module({
  imports: [RecordsModule],
  providers: [
    {
      provide: SEALED_HISTORY,
      inject: [RECORDS_POOL, CONFIG, Lifecycle],
      useFactory: (records: Pool, config: WorkerSettings, lifecycle: Lifecycle) =>
        openSealedHistory(records, publicKeysOf(records, secretOf(config)), config, lifecycle),
    },
  ],
  exports: [SEALED_HISTORY],
})
class ReadOnlyHistoryModule {}

/**
 * A recovery process that only verifies units for others: it has no operations but health and metrics, no producer, no
 * key that signs evidence, and starts, resumes and seals nothing.
 */
@Module({
  imports: [
    SecurityLogModule,
    BrokerModule,
    AuthModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: WorkerSettings) => ({ authenticate: tokenAuthenticator('recovery', config) }),
    }),
    RecordsModule,
    UnitsModule.reading(ReadOnlyHistoryModule),
  ],
  providers: [{ provide: HEALTH, inject: [RECORDS_POOL], useFactory: databaseCheck('recovery_database') }],
})
export class WorkerModule {}
