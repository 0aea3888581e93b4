import { type Authenticator, guarding } from '@stockproof/auth';
import { auditing, type SecurityLog } from '@stockproof/security-log';
import type { DynamicModule } from '@nestjs/common';
import { ProjectChanges, type ProjectChangesOptions } from './project-changes/project-changes.js';
import type { AvailabilityQueries } from './query/availability-queries.js';
import { AvailabilityController } from './query/availability.controller.js';
import { RepairOffers, type RepairOffersOptions } from './repair-offers/repair-offers.js';
import type { AvailabilityStream } from './stream/availability-stream.js';
import { AVAILABILITY_QUERIES, AVAILABILITY_STREAM, PROJECT_CHANGES, REPAIR_OFFERS } from './tokens.js';

export interface ProjectionParts {
  readonly changes: ProjectChangesOptions;
  readonly repairs: RepairOffersOptions;
  readonly queries: AvailabilityQueries;
  readonly stream: AvailabilityStream;
  readonly authenticate: Authenticator;
  readonly security: SecurityLog;
  /** Whether reading needs no credential. */
  readonly public_open: boolean;
}

export class ProjectionModule {
  static with({
    changes,
    repairs,
    queries,
    stream,
    authenticate,
    security,
    public_open,
  }: ProjectionParts): DynamicModule {
    return {
      module: ProjectionModule,
      controllers: [ProjectChanges, RepairOffers, AvailabilityController],
      providers: [
        ...guarding(authenticate, public_open),
        auditing(security),
        { provide: PROJECT_CHANGES, useValue: changes },
        { provide: REPAIR_OFFERS, useValue: repairs },
        { provide: AVAILABILITY_QUERIES, useValue: queries },
        { provide: AVAILABILITY_STREAM, useValue: stream },
      ],
    };
  }
}
