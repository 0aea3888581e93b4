import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { parse } from 'yaml';
import { differentFiles } from '../openapi/different-files.js';
import { type ApiDocument, clientDocument } from './client-document.js';
import { CLIENT_OPERATIONS } from './client-operations.js';

const TARGET = 'clients/typescript/src/generated';
const SERVICES = ['ingestion', 'command-handler', 'availability', 'reservation'];
/** The messages of the topics that a client reads. */
const MESSAGES = ['availability-v2'];
const HEADER = '// Written by tools/clients/generate-client.ts from asyncapi.yaml. Do not edit.\n';

interface AsyncApi {
  readonly components: {
    readonly messages: Readonly<Record<string, { title: string; payload: { schema: JSONSchema } }>>;
  };
}

/** The generated part of the TypeScript client: its HTTP operations, and the messages of its topics. */
async function write(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'topics'), { recursive: true });
  writeOperations(join(folder, 'http'));
  const { components } = parse(readFileSync('asyncapi.yaml', 'utf8')) as AsyncApi;
  for (const name of MESSAGES) {
    const message = components.messages[name];
    if (message === undefined) throw new Error(`asyncapi.yaml has no message ${name}`);
    const style = { singleQuote: true, printWidth: 110 };
    const type = await compile(message.payload.schema, message.title, { bannerComment: '', style });
    writeFileSync(join(folder, 'topics', `${name}.ts`), `${HEADER}\n${type}`);
  }
}

function writeOperations(folder: string): void {
  const documents = Object.fromEntries(
    SERVICES.map((name) => [
      name,
      JSON.parse(readFileSync(`schemas/openapi/${name}.json`, 'utf8')) as ApiDocument,
    ]),
  );
  const scratch = mkdtempSync(join(tmpdir(), 'stockproof-client-'));
  try {
    const input = join(scratch, 'client.json');
    const config = join(scratch, 'openapi-ts.config.mjs');
    writeFileSync(input, JSON.stringify(clientDocument(documents, CLIENT_OPERATIONS)));
    const options = {
      input,
      output: { path: resolve(folder), module: { extension: '.js' } },
      plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
    };
    writeFileSync(config, `export default ${JSON.stringify(options)};\n`);
    const run = ['node_modules/@hey-api/openapi-ts/bin/run.js', '-f', config, '--silent'];
    execFileSync(process.execPath, run, { stdio: ['ignore', 'pipe', 'inherit'] });
    for (const part of ['client', 'core']) leaveUnchecked(join(folder, part));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The generator's own runtime is not written for `exactOptionalPropertyTypes`; its types hold all the same. */
function leaveUnchecked(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    writeFileSync(file, `// @ts-nocheck\n${readFileSync(file, 'utf8')}`);
  }
}

if (!process.argv.includes('--check')) {
  await write(TARGET);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-client-'));
  try {
    await write(join(folder, 'generated'));
    const stale = differentFiles(TARGET, join(folder, 'generated'));
    if (stale.length > 0) {
      console.error(`${TARGET} is not what the documents say: ${stale.join(', ')}: npm run generate`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
