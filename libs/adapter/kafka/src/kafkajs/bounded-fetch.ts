import { UNPACKED_FETCH_BYTES } from '@stockproof/bounds';
// @ts-expect-error: kafkajs describes its public part only
import fetchRequests from 'kafkajs/src/protocol/requests/fetch/index.js';
import { Cursor } from '../record-batch/cursor.js';
import type { FetchedRecord } from '../record-batch/fetched-record.js';
import { type AbortedTransaction, hideAborted } from '../record-batch/hide-aborted.js';
import { type FetchBudget, readRecordSet } from '../record-batch/read-record-set.js';

interface Question {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
}

interface Exchange {
  readonly response: {
    readonly decode: (raw: Buffer) => Promise<object>;
    readonly parse: (decoded: object) => Promise<object>;
  };
}

interface Requests {
  versions: string[];
  protocol: (of: { version: string | number }) => (question: Question) => Exchange;
}

interface PartitionAnswer {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly abortedTransactions: readonly AbortedTransaction[];
  readonly preferredReadReplica: number;
  readonly set: Buffer;
}

/** The only version of the response that is decoded here; every broker since 2.3 supports it. */
const VERSION = '11';
const requests = fetchRequests as Requests;
const asked = requests.protocol;
let turn = 0;

/**
 * Replaces kafkajs's decoder of fetch responses for the whole process. kafkajs unpacks record batches without
 * a limit, throws for what it cannot read (and then ends or repeats the fetch forever), and has no codec for
 * snappy and lz4. `record-batch` decodes them within limits.
 */
export function boundFetches(): void {
  requests.versions = [VERSION];
  requests.protocol = (of) => (question) => {
    if (String(of.version) !== VERSION)
      throw new Error(
        `the broker is too old: it answers fetches in version ${of.version}, ${VERSION} is needed`,
      );
    const exchange = asked(of)(question);
    return { ...exchange, response: { ...exchange.response, decode: (raw) => decodeFetch(raw, question) } };
  };
}

/**
 * Decodes a fetch response. A partition for which the budget is used up is left out and fetched again; the
 * partitions take turns to be first.
 */
export async function decodeFetch(raw: Buffer, question: Question): Promise<object> {
  const cursor = new Cursor(raw);
  const clientSideThrottleTime = cursor.int32();
  const errorCode = cursor.int16();
  const sessionId = cursor.int32();
  const answers = list(cursor, () => ({
    topicName: cursor.string() ?? '',
    partitions: list(cursor, () => readAnswer(cursor)),
  }));
  const flat = answers.flatMap(({ topicName, partitions }) =>
    partitions.map((answer) => ({ topicName, answer })),
  );
  turn += 1;
  const first = flat.length === 0 ? 0 : turn % flat.length;
  const budget: FetchBudget = { bytes: UNPACKED_FETCH_BYTES };
  const read = new Map<PartitionAnswer, FetchedRecord[]>();
  for (const { topicName, answer } of [...flat.slice(first), ...flat.slice(0, first)]) {
    const { set } = answer;
    if (set.length > 0 && budget.bytes <= 0) continue;
    const messages =
      set.length === 0
        ? []
        : await readRecordSet(set, offsetAsked(question, topicName, answer.partition), budget);
    // If there are bytes but no whole batch, an empty answer would make kafkajs skip them.
    if (set.length === 0 || messages.length > 0) read.set(answer, messages);
  }
  const responses = answers.map(({ topicName, partitions }) => ({
    topicName,
    partitions: partitions
      .filter((answer) => read.has(answer))
      .map((answer) => ({
        // Done here, so kafkajs has nothing to filter.
        ...answer,
        abortedTransactions: [],
        messages: hideAborted(read.get(answer) ?? [], answer.abortedTransactions),
      })),
  }));
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

function offsetAsked({ topics }: Question, topicName: string, partition: number): number {
  const asked_for = topics
    .find(({ topic }) => topic === topicName)
    ?.partitions.find((one) => one.partition === partition);
  return Number(asked_for?.fetchOffset ?? 0);
}

function readAnswer(cursor: Cursor): PartitionAnswer {
  const partition = cursor.int32();
  const errorCode = cursor.int16();
  const highWatermark = String(cursor.int64());
  cursor.int64();
  cursor.int64();
  const abortedTransactions = list(cursor, () => ({
    producerId: String(cursor.int64()),
    firstOffset: String(cursor.int64()),
  }));
  const preferredReadReplica = cursor.int32();
  const length = cursor.int32();
  return {
    partition,
    errorCode,
    highWatermark,
    abortedTransactions,
    preferredReadReplica,
    set: cursor.take(Math.max(0, length)),
  };
}

function list<T>(cursor: Cursor, one: () => T): T[] {
  const count = cursor.int32();
  return Array.from({ length: Math.max(0, count) }, one);
}
