import { Admission } from '@stockproof/http';
import { loadConfig } from '@stockproof/config';
import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './guard/access-guard.js';
import type { Authenticator } from './guard/authenticator.js';
import { LoginThrottle } from './guard/login-throttle.js';

/** How a service authenticates callers. */
export interface AuthRules {
  readonly authenticate: Authenticator;
  /** Whether public operations need no credential; default true. */
  readonly public_open?: boolean;
}

/** As in other `forRootAsync` methods of Nest. */
export interface AuthModuleOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  // Nest passes what `inject` names; only the factory knows the types.
  readonly useFactory: (...injected: never[]) => AuthRules;
}

/** Every request of the service passes the access guard, in whichever module its handler is. */
@Module({})
export class AuthModule {
  static forRootAsync({ imports = [], inject = [], useFactory }: AuthModuleOptions): DynamicModule {
    const guard = {
      provide: AccessGuard,
      inject,
      useFactory: (...injected: never[]) => guardOf(useFactory(...injected)),
    };
    return {
      module: AuthModule,
      imports,
      providers: [
        guard,
        { provide: APP_GUARD, useExisting: AccessGuard },
        { provide: Admission, useExisting: AccessGuard },
      ],
    };
  }
}

function guardOf({ authenticate, public_open = true }: AuthRules): AccessGuard {
  const { STOCKPROOF_MAX_LOGIN_FAILURES } = loadConfig(['STOCKPROOF_MAX_LOGIN_FAILURES']);
  return new AccessGuard(authenticate, public_open, new LoginThrottle(STOCKPROOF_MAX_LOGIN_FAILURES));
}
