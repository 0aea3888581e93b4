// @ts-expect-error: kafkajs describes its public part only
import fetchRequests from 'kafkajs/src/protocol/requests/fetch/index.js';
import { Cursor } from '../record-batch/cursor.js';
import type { FetchedRecord } from '../record-batch/fetched-record.js';
import type { FetchLimits } from '../fetch-limits.js';
import { type AbortedTransaction, hideAborted } from '../record-batch/hide-aborted.js';
import { readRecordSet } from '../record-batch/read-record-set.js';
import { noteFetched } from './fetched-at.js';
import { type Asked, IdleFetches } from './idle-fetches.js';
import { partitionsInTurn, type Question } from './partitions-in-turn.js';

interface Exchange {
  readonly response: {
    readonly decode: (raw: Buffer) => Promise<object>;
    readonly parse: (decoded: object) => Promise<object>;
  };
}

interface Requests {
  versions: string[];
  protocol: (of: { version: string | number }) => (question: Question & Asked) => Exchange;
}

interface PartitionAnswer {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly abortedTransactions: readonly AbortedTransaction[];
  readonly preferredReadReplica: number;
  readonly set: Buffer;
}

/** What kafkajs takes an answer to be. */
interface FetchAnswer {
  readonly throttleTime: number;
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly (PartitionAnswer & { readonly messages: readonly FetchedRecord[] })[];
  }[];
}

interface TopicAnswer {
  readonly topicName: string;
  readonly partitions: readonly PartitionAnswer[];
}

/** The only version of the response that is decoded here; every broker since 2.3 supports it. */
const VERSION = '11';
const requests = fetchRequests as Requests;
const asked = requests.protocol;
let turn = 0;

/**
 * Replaces kafkajs's decoder of fetch responses for the whole process; the limits of the last call hold. kafkajs
 * unpacks record batches without a limit, throws for what it cannot read (and then ends or repeats the fetch
 * forever), and has no codec for snappy and lz4. `record-batch` decodes them within limits. It also asks for
 * the partitions in the same order each time; here they take turns to be first. `IdleFetches` says how long a
 * fetch waits where nothing arrives.
 */
export function boundFetches(limits: FetchLimits): void {
  const idle = new IdleFetches();
  requests.versions = [VERSION];
  requests.protocol = (of) => (question) => {
    if (String(of.version) !== VERSION)
      throw new Error(
        `the broker is too old: it answers fetches in version ${of.version}, ${VERSION} is needed`,
      );
    turn += 1;
    const exchange = asked(of)(partitionsInTurn(idle.toSend(question), turn));
    const decode = async (raw: Buffer): Promise<object> => {
      const answer = await decodeFetch(raw, question, limits);
      const now_ms = performance.now();
      for (const { partitions } of answer.responses)
        for (const { messages } of partitions) noteFetched(messages, now_ms);
      idle.answered(question, isEmpty(answer, question));
      return answer;
    };
    return { ...exchange, response: { ...exchange.response, decode } };
  };
}

/**
 * Decodes a fetch response. The partitions share the limits evenly, and what one does not need is the others'.
 * A partition for which nothing is left is left out and fetched again.
 */
export async function decodeFetch(
  raw: Buffer,
  question: Question,
  limits: FetchLimits,
): Promise<FetchAnswer> {
  const cursor = new Cursor(raw);
  const clientSideThrottleTime = cursor.int32();
  const errorCode = cursor.int16();
  const sessionId = cursor.int32();
  const answers = list(cursor, (): TopicAnswer => ({
    topicName: cursor.string() ?? '',
    partitions: list(cursor, () => readAnswer(cursor)),
  }));
  const read = await readShared(answers, question, limits);
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

async function readShared(
  answers: readonly TopicAnswer[],
  question: Question,
  limits: FetchLimits,
): Promise<Map<PartitionAnswer, FetchedRecord[]>> {
  const flat = answers.flatMap(({ topicName, partitions }) =>
    partitions.map((answer) => ({ topicName, answer })),
  );
  let waiting = flat.filter(({ answer }) => answer.set.length > 0).length;
  let [bytes, records] = [limits.unpacked_bytes, limits.records];
  const read = new Map<PartitionAnswer, FetchedRecord[]>();
  for (const { topicName, answer } of flat) {
    if (answer.set.length === 0) read.set(answer, []);
    else if (bytes > 0 && records > 0) {
      const share = Math.ceil(bytes / waiting);
      const budget = { bytes: share };
      const from = offsetAsked(question, topicName, answer.partition);
      const messages = await readRecordSet(answer.set, from, budget, Math.ceil(records / waiting));
      bytes -= share - budget.bytes;
      records -= messages.length;
      waiting -= 1;
      // If there are bytes but no whole batch, an empty answer would make kafkajs skip them.
      if (messages.length > 0) read.set(answer, messages);
    }
  }
  return read;
}

/** Whether every partition was answered, and none with a record, a marker, an error or a part of a batch. */
function isEmpty({ errorCode, responses }: FetchAnswer, { topics }: Question): boolean {
  const empty = responses
    .flatMap(({ partitions }) => partitions)
    .filter((answer) => answer.errorCode === 0 && answer.messages.length === 0);
  return errorCode === 0 && empty.length === topics.flatMap(({ partitions }) => partitions).length;
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
