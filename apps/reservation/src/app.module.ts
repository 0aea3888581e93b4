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
import { ApplyOutcomes, type ApplyOutcomesOptions } from './apply-outcomes/apply-outcomes.js';
import { POOL, REPAIR_RESERVATIONS, RESERVATIONS, APPLY_OUTCOMES } from './tokens.js';

export interface ReservationParts {
  readonly pool: Pool;
  readonly reservations: Reservations;
  readonly outcomes: ApplyOutcomesOptions;
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
      controllers: [ReservationsController, ApplyOutcomes, RepairReservations],
      providers: [
        ...guarding(authenticate),
        auditing(security),
        { provide: POOL, useValue: pool },
        { provide: RESERVATIONS, useValue: reservations },
        { provide: APPLY_OUTCOMES, useValue: outcomes },
        { provide: REPAIR_RESERVATIONS, useValue: repairs },
      ],
    };
  }
}
