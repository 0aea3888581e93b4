import type { EventSchema, JsonSchema, Topic } from './read-catalog.js';

/** docs/event-catalog.md: the topics and every field of every message. */
export function eventCatalog(topics: readonly Topic[], schemas: readonly EventSchema[]): string {
  const lines = [
    '# Event catalog',
    '',
    'Written by `npm run generate` from `schemas/`. Do not edit.',
    '',
    '| topic | owner | key | partitions | retention | compatibility | messages |',
    '|---|---|---|---|---|---|---|',
    ...topics.map((topic) =>
      row(
        `[${topic.name}](#${anchor(topic.name)})`,
        topic.owner,
        topic.key,
        partitions(topic),
        topic.retention,
        topic.compatibility,
        topic.messages.map(({ schema }) => schema).join(', ') || 'none of ours',
      ),
    ),
    '',
    ...topics.flatMap((topic) => section(topic, schemas)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(topic: Topic, schemas: readonly EventSchema[]): string[] {
  const readers = topic.readers
    .map(({ name, strict }) => `${name}${strict ? ' (refuses what it does not know)' : ''}`)
    .join(', ');
  return [
    `## ${topic.name}`,
    '',
    topic.description,
    '',
    `- Written by ${topic.producers.join(', ')}; read by ${readers === '' ? 'nobody here' : readers}.`,
    `- Replay: ${topic.replay}`,
    '',
    ...topic.messages.flatMap(({ schema, upcaster }) =>
      message(
        schema,
        upcaster,
        schemas.find(({ id }) => id === schema),
      ),
    ),
  ];
}

function message(id: string, upcaster: string | undefined, found: EventSchema | undefined): string[] {
  if (found === undefined) return [];
  return [
    `### ${id}`,
    '',
    `${found.schema.description}${upcaster === undefined ? '' : ` Reached from the version before by \`${upcaster}\`.`}`,
    '',
    '| field | type | | description |',
    '|---|---|---|---|',
    ...fields(found.schema),
    '',
    '```json',
    JSON.stringify(found.example, null, 2),
    '```',
    '',
  ];
}

function fields(schema: JsonSchema, path = ''): string[] {
  const required = (schema['required'] ?? []) as readonly string[];
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).flatMap(
    ([name, member]) => {
      const place = path === '' ? name : `${path}.${name}`;
      const items = member['items'] as JsonSchema | undefined;
      return [
        row(`\`${place}\``, typeOf(member), required.includes(name) ? 'required' : '', member.description),
        ...fields(member, place),
        ...(items === undefined ? [] : fields(items, `${place}[]`)),
      ];
    },
  );
}

function typeOf(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map(String).join(', ');
  const { type } = schema as { type?: unknown };
  return Array.isArray(type) ? type.join(' or ') : String(type);
}

function partitions({ partitions: kind }: Topic): string {
  return kind === 'sku' ? 'by SKU' : 'one';
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

function anchor(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9_ -]/g, '');
}
