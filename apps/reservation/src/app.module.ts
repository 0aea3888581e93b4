import { type Authenticator, guarding } from '@stockproof/auth';
import { auditing, type SecurityLog } from '@stockproof/security-log';
import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import {
  RepairReservations,
  type RepairReservationsOptions,
} from './repair-reservations/repair-reservations.js';
import { ReservationsController } from './requests/reservations.controller.js';
import type { Reservations } from './requests/reservations.js';
import { TakeOutcomes, type TakeOutcomesOptions } from './take-outcomes/take-outcomes.js';
import { POOL, REPAIR_RESERVATIONS, RESERVATIONS, TAKE_OUTCOMES } from './tokens.js';

export interface ReservationParts {
  readonly pool: Pool;
  readonly reservations: Reservations;
  readonly outcomes: TakeOutcomesOptions;
  readonly repairs: RepairReservationsOptions;
  readonly authenticate: Authenticator;
  readonly security: SecurityLog;
}

export class ReservationModule {
  static with({
    pool,
    reservations,
    outcomes,
    repairs,
    authenticate,
    security,
  }: ReservationParts): DynamicModule {
    return {
      module: ReservationModule,
      controllers: [ReservationsController, TakeOutcomes, RepairReservations],
      providers: [
        ...guarding(authenticate),
        auditing(security),
        { provide: POOL, useValue: pool },
        { provide: RESERVATIONS, useValue: reservations },
        { provide: TAKE_OUTCOMES, useValue: outcomes },
        { provide: REPAIR_RESERVATIONS, useValue: repairs },
      ],
    };
  }
}
