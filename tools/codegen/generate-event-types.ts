import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const SCHEMAS = 'schemas';
const TARGET = 'libs/contract/events/src/generated';
const HEADER = '// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.\n';

interface Source {
  /** Such as `inventory-update/v1`. */
  readonly id: string;
  readonly schema: JSONSchema & { readonly title: string };
}

function sources(): Source[] {
  const types = readdirSync(SCHEMAS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'released')
    .map(({ name }) => name);
  return types.sort().flatMap((type) =>
    readdirSync(join(SCHEMAS, type))
      .filter((file) => file.endsWith('.schema.json'))
      .sort()
      .map((file) => ({
        id: `${type}/${file.replace('.schema.json', '')}`,
        schema: JSON.parse(readFileSync(join(SCHEMAS, type, file), 'utf8')) as Source['schema'],
      })),
  );
}

/** File name -> the type of one version of one message. */
async function typeOf({ id, schema }: Source): Promise<readonly [string, string]> {
  const type = await compile(schema, schema.title, {
    bannerComment: '',
    style: { singleQuote: true, printWidth: 110 },
  });
  return [`${fileOf(id)}.ts`, `${HEADER}\n${type}`];
}

const fileOf = (id: string): string => id.replace('/', '-');

/** File name -> text, the whole generated folder. */
async function generate(): Promise<Map<string, string>> {
  const all = sources();
  const types = all
    .map(({ id, schema }) => `export type { ${schema.title} } from './${fileOf(id)}.js';`)
    .join('\n');
  const schemas = all.map(({ id, schema }) => `  '${id}': ${JSON.stringify(schema)},`).join('\n');
  return new Map([
    ...(await Promise.all(all.map(typeOf))),
    ['types.ts', `${HEADER}\n${types}\n`],
    ['schemas.ts', `${HEADER}\nexport const schemas = {\n${schemas}\n} as const;\n`],
  ]);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const files = await generate();
mkdirSync(TARGET, { recursive: true });
const left_over = readdirSync(TARGET).filter((name) => !files.has(name));
const stale = [...files]
  .filter(([name, text]) => read(join(TARGET, name)) !== text)
  .map(([name]) => name)
  .concat(left_over);
if (!process.argv.includes('--check')) {
  for (const name of left_over) rmSync(join(TARGET, name));
  for (const [name, text] of files) writeFileSync(join(TARGET, name), text);
} else if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}; run npm run generate`);
  process.exit(1);
}
