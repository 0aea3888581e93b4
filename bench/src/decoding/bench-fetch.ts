import { createKafkaJsBroker } from '@stockproof/kafka';
import { recordBatch } from '@stockproof/testing';
// @ts-expect-error: kafkajs describes its public part only
import fetchRequests from 'kafkajs/src/protocol/requests/fetch/index.js';
// @ts-expect-error: as above; the client's own reader, kept before any other one is installed
import peerResponse from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import { benchEvents } from '../events.js';
import { bestOf, figure, type Line, perSecond } from '../report.js';

interface Answer {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly messages: readonly { offset: string; key: Buffer | null; value: Buffer | null }[];
    }[];
  }[];
}

interface Response {
  readonly decode: (raw: Buffer) => Promise<Answer>;
}

const TOPIC = 'bench';
const RECORDS = 2_000;
const ROUNDS = 20;

/**
 * Compares our bounded reader of fetch responses (ADR 0027) with the reader of kafkajs, which has no bounds.
 */
export async function benchFetch(): Promise<Line[]> {
  // Created once: creating a broker replaces the client's reader by ours.
  createKafkaJsBroker({ client_id: 'bench', brokers: [], login: 'nobody:nothing', ca_file: '' });
  const lines: Line[] = [];
  for (const packing of ['none', 'gzip'] as const) lines.push(await compare(packing));
  return lines;
}

async function compare(packing: 'none' | 'gzip'): Promise<Line> {
  const values = benchEvents(RECORDS, 'fetch').map((event) => ({
    key: event.sku,
    value: JSON.stringify(event),
    headers: [['correlation_id', event.event_id]] as const,
  }));
  const raw = fetchAnswer(recordBatch(values, { packing }));
  const protocol = (
    fetchRequests as { protocol: (of: { version: string }) => (question: object) => { response: Response } }
  ).protocol({ version: '11' });
  const question = {
    topics: [{ topic: TOPIC, partitions: [{ partition: 0, fetchOffset: '0', maxBytes: raw.length }] }],
    replicaId: -1,
    maxWaitTime: 0,
    minBytes: 0,
    maxBytes: raw.length,
    isolationLevel: 1,
  };
  const ours = protocol(question).response;
  const peer = peerResponse as Response;
  const [fast = 0, slow = 1] = await bestOf(
    5,
    () => rate(ours, raw),
    () => rate(peer, raw),
  );
  const same = shown(await ours.decode(raw)) === shown(await peer.decode(raw));
  return {
    path: `read a fetch of ${RECORDS} messages, ${packing === 'none' ? 'unpacked' : packing}`,
    ours: figure(fast, 'msg/s'),
    peer: `${figure(slow, 'msg/s')} kafkajs`,
    ratio: fast / slow,
    goal: 1,
    wrong: same ? null : 'the messages differ',
  };
}

async function rate({ decode }: Response, raw: Buffer): Promise<number> {
  const began_ms = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) await decode(raw);
  return perSecond(RECORDS * ROUNDS, performance.now() - began_ms);
}

function shown({ responses }: Answer): string {
  const messages = responses.flatMap(({ partitions }) => partitions.flatMap((one) => one.messages));
  return JSON.stringify(messages.map(({ offset, key, value }) => [offset, String(key), String(value)]));
}

/** A fetch response, version 11: one topic, one partition, these records. */
function fetchAnswer(records: Buffer): Buffer {
  const head = Buffer.alloc(14 + TOPIC.length + 4 + 4 + 2 + 24 + 4 + 4 + 4 + 2);
  let at = head.writeInt32BE(0, 0);
  at = head.writeInt16BE(0, at);
  at = head.writeInt32BE(0, at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt16BE(TOPIC.length, at);
  at += head.write(TOPIC, at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt32BE(0, at);
  at = head.writeInt16BE(0, at);
  for (const offset of [RECORDS, RECORDS, 0]) at = head.writeBigInt64BE(BigInt(offset), at);
  at = head.writeInt32BE(0, at);
  at = head.writeInt32BE(-1, at);
  at = head.writeInt32BE(records.length, at);
  return Buffer.concat([head.subarray(0, at), records]);
}
