import type { Logger, Telemetry } from '@stockproof/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { Lifecycle } from './lifecycle.js';
import { CONFIG, FAIL, LOGGER, SERVICE_NAME, TELEMETRY } from './tokens.js';

/** What a service's process provides to its modules. */
export interface ServiceParts {
  readonly name: string;
  readonly config: object;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly fail: (cause: Error) => void;
  readonly lifecycle: Lifecycle;
}

/** Global: the settings, log and telemetry of the process, and how it ends. */
@Module({})
export class ServiceModule {
  static forRoot({ name, config, logger, telemetry, fail, lifecycle }: ServiceParts): DynamicModule {
    const providers = [
      { provide: SERVICE_NAME, useValue: name },
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: TELEMETRY, useValue: telemetry },
      { provide: FAIL, useValue: fail },
      { provide: Lifecycle, useValue: lifecycle },
    ];
    return { module: ServiceModule, global: true, providers, exports: providers };
  }
}
