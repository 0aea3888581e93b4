import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const SCHEMAS = 'schemas';
/** Frozen copies of all released versions. */
export const RELEASED = join(SCHEMAS, 'released');

const text = z.string().min(1);
const topic = z.strictObject({
  name: text,
  description: text,
  owner: text,
  key: text,
  partitions: z.enum(['sku', 'one']),
  retention: z.enum(['forever', 'compacted', 'sealed', 'one hour']),
  replay: text,
  compatibility: z.enum(['backward', 'forward', 'full', 'none']),
  producers: z.array(text).min(1),
  readers: z.array(z.strictObject({ name: text, strict: z.boolean() })),
  messages: z.array(
    z.strictObject({ schema: z.string().regex(/^[a-z-]+\/v[1-9][0-9]*$/), upcaster: text.optional() }),
  ),
});

export type Topic = z.infer<typeof topic>;

/** The catalog of topics. Throws with the first fault in it. */
export function readCatalog(): readonly Topic[] {
  return z
    .strictObject({ topics: z.array(topic) })
    .parse(parse(readFileSync(join(SCHEMAS, 'catalog.yaml'), 'utf8'))).topics;
}

export type JsonSchema = Readonly<Record<string, unknown>> & {
  readonly title: string;
  readonly description: string;
};

export interface EventSchema {
  /** Such as `inventory-update/v1`. */
  readonly id: string;
  readonly schema: JsonSchema;
  readonly example: unknown;
}

/** All schemas of a folder with their examples, by id. A missing example is undefined. */
export function readSchemas(folder = SCHEMAS): readonly EventSchema[] {
  if (!existsSync(folder)) return [];
  const types = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'released')
    .map(({ name }) => name);
  return types.sort().flatMap((type) =>
    readdirSync(join(folder, type))
      .filter((file) => file.endsWith('.schema.json'))
      .sort()
      .map((file) => {
        const version = file.replace('.schema.json', '');
        const example = join(folder, type, `${version}.example.json`);
        return {
          id: `${type}/${version}`,
          schema: JSON.parse(readFileSync(join(folder, type, file), 'utf8')) as JsonSchema,
          example: existsSync(example) ? (JSON.parse(readFileSync(example, 'utf8')) as unknown) : undefined,
        };
      }),
  );
}
