import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { ProjectionModule } from '../../apps/availability-projection/src/app.module.js';
import { CommandHandlerModule } from '../../apps/command-handler/src/app.module.js';
import { IngestionModule } from '../../apps/ingestion/src/app.module.js';
import { RecoveryModule } from '../../apps/recovery/src/app.module.js';
import { ReservationModule } from '../../apps/reservation/src/app.module.js';
import { differentFiles } from './different-files.js';
import { readDocument } from './read-document.js';

const DOCUMENTS = 'schemas/openapi';
const TYPES = 'apps/console-web/src/api/generated';

/** By the name that the console's addresses have for the service: its root module, and its title. */
const SERVICES: Readonly<Record<string, readonly [root: Type, title: string]>> = {
  ingestion: [IngestionModule, 'ingestion'],
  'command-handler': [CommandHandlerModule, 'command handler'],
  availability: [ProjectionModule, 'availability'],
  recovery: [RecoveryModule, 'recovery'],
  reservation: [ReservationModule, 'reservation'],
};

/** Writes the OpenAPI document of every service, and the types of its operations for the page. */
async function write(documents: string, types: string): Promise<void> {
  mkdirSync(documents, { recursive: true });
  for (const [name, [root, title]] of Object.entries(SERVICES)) {
    const document = await readDocument(root, title);
    writeFileSync(join(documents, `${name}.json`), `${JSON.stringify(document, null, 1)}\n`);
    generateTypes(join(documents, `${name}.json`), join(types, name));
  }
}

function generateTypes(document: string, folder: string): void {
  execFileSync(
    process.execPath,
    [
      'node_modules/@hey-api/openapi-ts/bin/run.js',
      ...['--input', document, '--output', folder, '--plugins', '@hey-api/typescript', '--silent'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

if (!process.argv.includes('--check')) {
  await write(DOCUMENTS, TYPES);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-openapi-'));
  try {
    const [documents, types] = [join(folder, 'documents'), join(folder, 'types')];
    await write(documents, types);
    const stale = [...differentFiles(DOCUMENTS, documents), ...differentFiles(TYPES, types)];
    if (stale.length > 0) {
      console.error(`not what the services declare: ${stale.join(', ')}: npm run generate`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
