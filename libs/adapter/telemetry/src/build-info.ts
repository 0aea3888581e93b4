import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Meter } from '@opentelemetry/api';

/** dist/libs/adapter/telemetry/src -> dist, or the same of the sources. */
const ROOT = join(fileURLToPath(import.meta.url), '..', '..', '..', '..', '..');

/** Registers what this process was built from, as labels of a gauge that is always 1: two values at once are a mixed deployment. */
export function observeBuild(meter: Meter, service: string): void {
  const version = 'version' in PACKAGE && typeof PACKAGE.version === 'string' ? PACKAGE.version : 'unknown';
  const labels = { service, version, node: process.versions.node };
  meter
    .createObservableGauge('stockproof_build_info', {
      description: 'what this process was built from; always 1',
    })
    .addCallback((result) => result.observe(1, labels));
}

const PACKAGE = packageFile();

/** Of the checkout or the image; without it the version is not known, which is no reason not to start. */
function packageFile(): object {
  for (const folder of [join(ROOT, '..'), ROOT]) {
    try {
      return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
    } catch {
      // Where it runs from the sources it is one folder nearer.
    }
  }
  return {};
}
