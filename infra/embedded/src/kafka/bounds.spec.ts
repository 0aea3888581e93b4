import { readdirSync, readFileSync } from 'node:fs';
import {
  CONNECT_REQUEST_BYTES,
  EVIDENCE_BYTES,
  FETCH,
  HEAD_BYTES,
  KEPT_BYTES,
  LOCATIONS_PER_OFFER,
  MESSAGE,
  OUTBOX_BYTES,
  PRODUCE_REQUEST_BYTES,
  RECORD_OVERHEAD_BYTES,
  TOPIC_BATCH_BYTES,
  UNPACKED_BATCH_BYTES,
} from '@stockproof/bounds';
import { describe, expect, it } from '@jest/globals';
import { topicSpecs } from './topics.js';

const LIMITS =
  /max\.request\.size|MAX_REQUEST_SIZE|max\.message\.bytes|MAX_MESSAGE_BYTES|message\.max\.bytes|MESSAGE_MAX_BYTES/;

describe('the limits of message sizes', () => {
  it('are those of every connector', () => {
    const connectors = readdirSync('debezium').filter((file) => file.endsWith('.json'));
    expect(connectors.length).toBeGreaterThan(0);
    for (const file of connectors) {
      const { config } = JSON.parse(readFileSync(`debezium/${file}`, 'utf8')) as {
        config: Record<string, string>;
      };
      expect([file, config['producer.override.max.request.size']]).toEqual([
        file,
        String(CONNECT_REQUEST_BYTES),
      ]);
    }
  });

  it('are those of every topic', () => {
    const stated = new Set(Object.values(TOPIC_BATCH_BYTES).map(String));
    const specs = topicSpecs(8, '');
    expect(specs.filter(({ config }) => !stated.has(config['max.message.bytes'] ?? ''))).toEqual([]);
    for (const { config } of specs)
      expect(Number(config['max.message.bytes'])).toBeGreaterThanOrEqual(TOPIC_BATCH_BYTES.usual);
  });

  it.each([
    'docker-compose.yml',
    'infra/embedded/src/connect/worker-properties.ts',
    'infra/embedded/src/kafka/broker-properties.ts',
  ])('are not set differently in %s', (file) => {
    // Which settings a connector may give is no limit.
    const text = readFileSync(file, 'utf8').replace(/^.*OVERRIDE_ALLOWLIST.*$/m, '');
    expect(text).not.toMatch(LIMITS);
  });

  it('are documented for sellers', () => {
    const reported = readFileSync('schemas/catalog.yaml', 'utf8');
    const { value_bytes, key_bytes, headers, header_bytes } = MESSAGE;
    const [value, key, all] = [value_bytes, key_bytes, header_bytes].map((bytes) =>
      bytes.toLocaleString('en-US'),
    );
    expect(reported).toContain(
      `A value has at most ${value} bytes, a key ${key}, and there are at most ${headers} headers of ${all} bytes`,
    );
    expect(reported).toContain(`stock at no more than ${LOCATIONS_PER_OFFER} locations`);
  });

  it.each<[string, number, number]>([
    // what must fit, into what
    [
      'a head in base64, with all that a dead letter says besides',
      (4 / 3) * (HEAD_BYTES.value + HEAD_BYTES.key),
      OUTBOX_BYTES,
    ],
    [
      'what leaves by the outbox, into a request of Connect',
      OUTBOX_BYTES + MESSAGE.header_bytes,
      CONNECT_REQUEST_BYTES,
    ],
    ['a request of Connect, into a batch', CONNECT_REQUEST_BYTES, TOPIC_BATCH_BYTES.usual],
    [
      'a request of ours, into a batch',
      PRODUCE_REQUEST_BYTES + RECORD_OVERHEAD_BYTES,
      TOPIC_BATCH_BYTES.usual,
    ],
    [
      'the largest message, into a request of ours',
      MESSAGE.value_bytes + MESSAGE.key_bytes + MESSAGE.header_bytes,
      PRODUCE_REQUEST_BYTES,
    ],
    [
      'what can be in a seller’s topic unpacked, into what is kept whole',
      TOPIC_BATCH_BYTES.usual - 61 - 12,
      KEPT_BYTES,
    ],
    [
      'the largest scope, with what a record says without lists',
      EVIDENCE_BYTES.scope + 512 * 1_024,
      EVIDENCE_BYTES.content,
    ],
    ['the seal of a record, with what is signed', EVIDENCE_BYTES.content + 2_048, EVIDENCE_BYTES.record],
    [
      'a record and its key, into a batch',
      EVIDENCE_BYTES.record + 64 + RECORD_OVERHEAD_BYTES,
      TOPIC_BATCH_BYTES.large,
    ],
    ['a batch that is not packed, into what is unpacked', TOPIC_BATCH_BYTES.large, UNPACKED_BATCH_BYTES],
    ['a batch, into a fetch', UNPACKED_BATCH_BYTES, FETCH.unpacked_bytes],
  ])('fit into each other: %s', (_what, inner, outer) => expect(inner).toBeLessThanOrEqual(outer));
});
