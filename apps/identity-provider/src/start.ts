import type { RunningService } from '@stockproof/http';
import { openSecurityLog } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { listen } from './listen.js';

/** Opens the security log and starts listening; closes the log if it cannot listen. */
export async function start(logger: Logger, telemetry: Telemetry): Promise<RunningService> {
  const security = openSecurityLog('identity-provider', logger, telemetry);
  try {
    return await listen(logger, telemetry, security);
  } catch (error) {
    await security.close();
    throw error;
  }
}
