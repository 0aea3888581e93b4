import { AccessGuard, type Authenticator } from '@stockproof/auth';
import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Pool } from 'pg';
import { ReservationsController } from './requests/reservations.controller.js';
import type { Reservations } from './requests/reservations.js';
import { TakeOutcomesController } from './take-outcomes/take-outcomes.controller.js';
import type { TakeOutcomes } from './take-outcomes/take-outcomes.js';
import { POOL, RESERVATIONS, TAKE_OUTCOMES } from './tokens.js';

export interface ReservationParts {
  readonly pool: Pool;
  readonly reservations: Reservations;
  readonly outcomes: TakeOutcomes;
  readonly authenticate: Authenticator;
}

export class ReservationModule {
  static with({ pool, reservations, outcomes, authenticate }: ReservationParts): DynamicModule {
    return {
      module: ReservationModule,
      controllers: [ReservationsController, TakeOutcomesController],
      providers: [
        { provide: APP_GUARD, useValue: new AccessGuard(authenticate) },
        { provide: POOL, useValue: pool },
        { provide: RESERVATIONS, useValue: reservations },
        { provide: TAKE_OUTCOMES, useValue: outcomes },
      ],
    };
  }
}
