import { readCatalog, readSchemas, RELEASED } from './read-catalog.js';

const CONFLUENT = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

/**
 * Registers every released schema in a registry with the Confluent API, under `<topic>-<event>.<version>`. A
 * breaking change is another version and so another subject; a later schema of a subject must be compatible
 * by the topic's rule. Idempotent. Returns how many; throws with the registry's answer if it refuses one.
 */
export async function fillRegistry(url: string): Promise<number> {
  const released = new Map(readSchemas(RELEASED).map(({ id, schema }) => [id, schema]));
  let filled = 0;
  for (const { name, messages, compatibility } of readCatalog()) {
    for (const { schema: id } of messages) {
      const subject = subjectOf(name, id);
      const schema = released.get(id);
      if (schema === undefined)
        throw new Error(`${id} is not released: \`npm run stockproof -- schemas release\``);
      await send(
        `${url}/config/${encodeURIComponent(subject)}`,
        'PUT',
        { compatibility: compatibility.toUpperCase() },
        [404],
      );
      await send(`${url}/subjects/${encodeURIComponent(subject)}/versions`, 'POST', {
        schemaType: 'JSON',
        schema: JSON.stringify(schema),
      });
      await send(`${url}/config/${encodeURIComponent(subject)}`, 'PUT', {
        compatibility: compatibility.toUpperCase(),
      });
      filled += 1;
    }
  }
  return filled;
}

/** The subject of a topic's event. */
export function subjectOf(topic: string, id: string): string {
  return `${topic}-${id.replace('/', '.')}`;
}

async function send(
  url: string,
  method: 'PUT' | 'POST',
  body: object,
  fine: readonly number[] = [],
): Promise<void> {
  const answer = await fetch(url, { method, headers: CONFLUENT, body: JSON.stringify(body) });
  if (!answer.ok && !fine.includes(answer.status))
    throw new Error(`the registry refused ${method} ${url}: ${answer.status} ${await answer.text()}`);
}
