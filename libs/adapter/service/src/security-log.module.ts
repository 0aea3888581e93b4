import { RefusalListener } from '@stockproof/http';
import { openSecurityLog, refusalsTo, SECURITY_LOG } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { Global, Module } from '@nestjs/common';
import { Lifecycle } from './lifecycle.js';
import { LOGGER, SERVICE_NAME, TELEMETRY } from './tokens.js';

/** Global: the security log, for audited acts and for refused logins. It closes after every provider that injects it. */
@Global()
@Module({
  providers: [
    {
      provide: SECURITY_LOG,
      inject: [SERVICE_NAME, LOGGER, TELEMETRY, Lifecycle],
      useFactory: (name: string, logger: Logger, telemetry: Telemetry, lifecycle: Lifecycle) =>
        lifecycle.hold(openSecurityLog(name, logger, telemetry), (log) => log.close()),
    },
    { provide: RefusalListener, inject: [SECURITY_LOG], useFactory: refusalsTo },
  ],
  exports: [SECURITY_LOG, RefusalListener],
})
export class SecurityLogModule {}
