import type { EventSchema, JsonSchema, Topic } from './read-catalog.js';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
  h2 { border-top: 1px solid #d5dbe3; padding-top: 1rem; } code, pre { font: 14px/1.4 ui-monospace, monospace; }
  pre { background: #f4f6f9; padding: 1rem; overflow-x: auto; } table { border-collapse: collapse; }
  td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #e6eaf0; }
  @media (prefers-color-scheme: dark) { body { background: #14181f; color: #dde3ec; } pre { background: #1e242e; } td, th, h2 { border-color: #323a47; } }`;

/** docs/event-catalog.html: the same as the Markdown, as one page that needs nothing else. */
export function catalogPage(topics: readonly Topic[], schemas: readonly EventSchema[]): string {
  const list = topics.map(
    ({ name, description }) => `<li><a href="#${name}">${text(name)}</a>: ${text(description)}</li>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Stockproof event catalog</title><style>${STYLE}</style></head>
<body><h1>Event catalog</h1><p>Every topic, who owns, writes and reads it, and every field of its messages.</p><ul>
${list.join('\n')}
</ul>
${topics.map((topic) => section(topic, schemas)).join('\n')}
</body></html>
`;
}

function section(topic: Topic, schemas: readonly EventSchema[]): string {
  const facts: readonly (readonly [string, string])[] = [
    ['owner', topic.owner],
    ['key', topic.key],
    ['partitions', topic.partitions === 'sku' ? 'by SKU' : 'one'],
    ['retention', topic.retention],
    ['compatibility', topic.compatibility],
    ['written by', topic.producers.join(', ')],
    ['read by', topic.readers.map(({ name }) => name).join(', ') || 'nobody here'],
    ['replay', topic.replay],
  ];
  const messages = topic.messages
    .map(({ schema }) => schemas.find(({ id }) => id === schema))
    .filter((found) => found !== undefined);
  return `<h2 id="${topic.name}">${text(topic.name)}</h2><p>${text(topic.description)}</p>
<table>${facts.map(([name, value]) => `<tr><th>${name}</th><td>${text(value)}</td></tr>`).join('')}</table>
${messages.map(message).join('\n')}`;
}

function message({ id, schema, example }: EventSchema): string {
  return `<h3 id="${id}">${text(id)}</h3><p>${text(schema.description)}</p>
<table>${fields(schema).join('')}</table>
<pre>${text(JSON.stringify(example, null, 2))}</pre>`;
}

function fields(schema: JsonSchema, path = ''): string[] {
  const required = (schema['required'] ?? []) as readonly string[];
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).flatMap(
    ([name, member]) => {
      const place = path === '' ? name : `${path}.${name}`;
      const items = member['items'] as JsonSchema | undefined;
      const cells = [
        `<code>${text(place)}</code>`,
        required.includes(name) ? 'required' : '',
        text(member.description),
      ];
      return [
        `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
        ...fields(member, place),
        ...(items === undefined ? [] : fields(items, `${place}[]`)),
      ];
    },
  );
}

function text(value: string): string {
  return value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
