import { AuthModule, tokenAuthenticator } from '@stockproof/auth';
import { HEALTH } from '@stockproof/http';
import { BrokerModule, CONFIG, databaseCheck, PositionsModule, SecurityLogModule } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { ApplyOutcomesModule } from './apply-outcomes/apply-outcomes.module.js';
import { ConsumerModule } from './consumer.module.js';
import { DatabaseModule } from './database.module.js';
import { DriveModule } from './drive/drive.module.js';
import { MetricsModule } from './metrics.module.js';
import { RepairReservationsModule } from './repair-reservations/repair-reservations.module.js';
import { RequestsModule } from './requests/requests.module.js';
import type { Settings } from './settings.js';
import { POOL } from './tokens.js';

@Module({
  imports: [
    SecurityLogModule,
    BrokerModule,
    AuthModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Settings) => ({ authenticate: tokenAuthenticator('reservation', config) }),
    }),
    DatabaseModule,
    ConsumerModule,
    PositionsModule,
    RequestsModule,
    ApplyOutcomesModule,
    RepairReservationsModule,
    DriveModule,
    MetricsModule,
  ],
  providers: [{ provide: HEALTH, inject: [POOL], useFactory: databaseCheck('reservation_database') }],
})
export class ReservationModule {}
