import { stringify } from 'yaml';
import type { EventSchema, Topic } from './read-catalog.js';

const DRAFT_07 = 'application/schema+json;version=draft-07';

/** asyncapi.yaml (AsyncAPI 3.0): every topic with messages of ours, who sends and who receives. */
export function asyncApi(topics: readonly Topic[], schemas: readonly EventSchema[]): string {
  const ours = topics.filter(({ messages }) => messages.length > 0);
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Stockproof topics',
      version: '1.0.0',
      description:
        'Written by `npm run generate` from schemas/. Keys, partitions and retention are in docs/event-catalog.md.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      embedded: {
        host: '127.0.0.1:19092',
        protocol: 'kafka-secure',
        description: 'the broker of `npm start`',
      },
    },
    channels: Object.fromEntries(
      ours.map((topic) => [
        channelOf(topic),
        {
          address: topic.name,
          description: `${topic.description} Owner: ${topic.owner}. Compatibility: ${topic.compatibility}. Retention: ${topic.retention}. Replay: ${topic.replay}`,
          messages: Object.fromEntries(
            topic.messages.map(({ schema }) => [
              named(schema),
              { $ref: `#/components/messages/${named(schema)}` },
            ]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(
      ours.flatMap((topic) => [
        [
          `send-${channelOf(topic)}`,
          {
            action: 'send',
            channel: { $ref: `#/channels/${channelOf(topic)}` },
            summary: `Written by ${topic.producers.join(', ')}.`,
          },
        ],
        [
          `receive-${channelOf(topic)}`,
          {
            action: 'receive',
            channel: { $ref: `#/channels/${channelOf(topic)}` },
            summary: `Read by ${topic.readers.map(({ name }) => name).join(', ')}.`,
          },
        ],
      ]),
    ),
    components: {
      messages: Object.fromEntries(schemas.map((schema) => [named(schema.id), messageOf(schema)])),
    },
  };
  return `# Written by \`npm run generate\`. Do not edit.\n${stringify(document, { lineWidth: 140, aliasDuplicateObjects: false })}`;
}

function messageOf({ id, schema, example }: EventSchema): object {
  return {
    name: named(id),
    title: schema.title,
    summary: schema.description,
    contentType: 'application/json',
    payload: { schemaFormat: DRAFT_07, schema },
    examples: [{ payload: example }],
  };
}

function named(id: string): string {
  return id.replace('/', '-');
}

function channelOf({ name }: Topic): string {
  return name.replaceAll('.', '-');
}
