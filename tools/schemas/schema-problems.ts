import { existsSync } from 'node:fs';
import { classifySchemaChange } from '@stockproof/schema-compatibility';
import { Ajv } from 'ajv';
import {
  type EventSchema,
  type JsonSchema,
  readCatalog,
  readSchemas,
  RELEASED,
  type Topic,
} from './read-catalog.js';
import { digestProblems } from './released-digests.js';

/** One sentence for each fault in schemas, catalog and releases; empty if there is none. */
export function schemaProblems(): string[] {
  const [topics, schemas, released] = [readCatalog(), readSchemas(), readSchemas(RELEASED)];
  return [
    ...coverage(topics, schemas),
    ...schemas.flatMap(wellDescribed),
    ...digestProblems(),
    ...topics.flatMap(upcasterProblems),
    ...released.flatMap((before) => compatibility(before, schemas, topics)),
  ];
}

function coverage(topics: readonly Topic[], schemas: readonly EventSchema[]): string[] {
  const named = topics.flatMap(({ messages }) => messages.map(({ schema }) => schema));
  return [
    ...schemas
      .filter(({ id }) => named.filter((name) => name === id).length !== 1)
      .map(({ id }) => `${id}: must be under exactly one topic of schemas/catalog.yaml`),
    ...named
      .filter((name) => !schemas.some(({ id }) => id === name))
      .map((name) => `${name}: the catalog names it, schemas/ has it not`),
  ];
}

function wellDescribed({ id, schema, example }: EventSchema): string[] {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, validateFormats: false });
  ajv.addVocabulary(['x-meaning']);
  const validate = ajv.compile(schema);
  return [
    ...(example === undefined ? [`${id}: has no example next to it`] : []),
    ...(example !== undefined && !validate(example)
      ? [`${id}: its example is not valid: ${ajv.errorsText(validate.errors)}`]
      : []),
    ...undescribed(schema).map((path) => `${id}: ${path} has no description`),
  ];
}

/** Paths of the fields that have no description. */
function undescribed(schema: JsonSchema, path = ''): string[] {
  const members = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const items = schema['items'] as JsonSchema | undefined;
  return [
    ...members.flatMap(([name, member]) => {
      const place = path === '' ? name : `${path}.${name}`;
      return [...(member.description === undefined ? [place] : []), ...undescribed(member, place)];
    }),
    ...(items === undefined ? [] : undescribed(items, `${path}[]`)),
  ];
}

/** Every version that follows another one on its topic has an upcaster from it. */
function upcasterProblems({ messages }: Topic): string[] {
  return messages.flatMap(({ schema, upcaster }) => {
    const [type = '', version = ''] = schema.split('/v');
    if (!messages.some((other) => other.schema === `${type}/v${Number(version) - 1}`)) return [];
    if (upcaster !== undefined && existsSync(upcaster)) return [];
    return [`${schema}: needs an upcaster from the version before; name its file in schemas/catalog.yaml`];
  });
}

function compatibility(
  before: EventSchema,
  schemas: readonly EventSchema[],
  topics: readonly Topic[],
): string[] {
  const { id } = before;
  const after = schemas.find((schema) => schema.id === id);
  if (after === undefined)
    return [`${id}: was released and is gone: what was written with it must be readable for ever`];
  const topic = topics.find(({ messages }) => messages.some(({ schema }) => schema === id));
  if (topic === undefined) return [];
  return classifySchemaChange(before.schema, after.schema, topic.compatibility, topic.readers).map(
    ({ path, what, advice }) =>
      `${id}: ${path === '' ? 'the message' : path} ${what} (${topic.name} is ${topic.compatibility}). ${advice}`,
  );
}
