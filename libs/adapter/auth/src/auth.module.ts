import { Admission } from '@stockproof/http';
import { loadConfig } from '@stockproof/config';
import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access-guard.js';
import type { Authenticator } from './authenticator.js';
import { LoginThrottle } from './login-throttle.js';

/** Who a service lets in. */
export interface AuthRules {
  readonly authenticate: Authenticator;
  /** Whether what is public by default needs no credential; true unless said. */
  readonly public_open?: boolean;
}

/** What `useFactory` is given, from which modules. */
export interface AuthModuleOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  // Nest hands over what `inject` names; only the factory knows of which types that is.
  readonly useFactory: (...injected: never[]) => AuthRules;
}

/** Every request of the service passes the guard, whichever module has its handler. */
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
