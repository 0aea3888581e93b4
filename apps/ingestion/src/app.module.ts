import { type Authenticator, guarding, type SellerKeyCheck } from '@stockproof/auth';
import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { SchemasController } from './schemas/schemas.controller.js';
import { type TakeUpdates, UpdatesController } from './take-updates/updates.controller.js';
import { IDENTITY_POOL, SELLER_KEYS, TAKE_UPDATES } from './tokens.js';

export interface IngestionParts {
  readonly pool: Pool;
  readonly authenticate: Authenticator;
  readonly checkKey: SellerKeyCheck;
  readonly take: TakeUpdates;
}

export class IngestionModule {
  static with({ pool, authenticate, checkKey, take }: IngestionParts): DynamicModule {
    return {
      module: IngestionModule,
      controllers: [ApiKeysController, UpdatesController, SchemasController],
      providers: [
        ...guarding(authenticate),
        { provide: IDENTITY_POOL, useValue: pool },
        { provide: SELLER_KEYS, useValue: checkKey },
        { provide: TAKE_UPDATES, useValue: take },
      ],
    };
  }
}
