import { functionsFrom, type ProjectionFunctions } from '@stockproof/availability';
import { confinement, loadCandidate } from '@stockproof/candidates';
import type { Logger } from '@stockproof/telemetry';

/**
 * The built-in function, and the candidates of a folder. A file is read again each time, because it may be
 * replaced until it is approved.
 */
export function functionsInFolder(folder: string, logger: Logger): ProjectionFunctions {
  const load = async (file: string, digest?: string): ReturnType<typeof loadCandidate> => {
    const { without_network, as_nobody, alone } = await confinement();
    logger.info(
      { candidate: file, without_network, as_nobody, alone },
      'a candidate runs in a process without rights (ADR 0039)',
    );
    return loadCandidate(folder, file, digest);
  };
  return (name) => functionsFrom(load)(name);
}
