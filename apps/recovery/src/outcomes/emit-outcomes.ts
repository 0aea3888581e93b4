import { randomBytes } from 'node:crypto';
import type { OutcomeEmissionV1 } from '@stockproof/events';
import type { BrokerProducer } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { type CheckContext, checkOutcomes, type OutcomeCheck } from './check-outcomes.js';
import { parseRecordPosition } from '../dead-letters/record-position.js';
import type { AskedEmission } from './outcome-range.js';
import { countEmitted, endEmission, noteEmission } from './sql/emissions.js';
import { summaryOf } from './summary.js';

/**
 * What an emission needs. `producer` sends requests to the owner of the ledger, never the outcomes
 * themselves; `records` keeps who requested what.
 */
export interface EmitContext extends CheckContext {
  readonly records: Pool;
  readonly producer: BrokerProducer;
  readonly stock_repairs_topic: string;
  readonly now_ms: () => number;
}

/** The result of an emission, with the check before it and the check after it. */
export interface Emitted {
  readonly emission_id: string;
  readonly before: OutcomeCheck;
  /** The number of requested outcomes, and of those that the owner has published. */
  readonly requested: number;
  readonly emitted: number;
  readonly after: OutcomeCheck;
}

/** Outcomes per message to the owner; the message stays far below its limit. */
const PAGE = 50;
const WITHIN_MS = 60_000;

/**
 * Asks the owner of the ledger to publish rejections and dead letters again: those missing on the topics, or
 * all of a range. It checks before and after, and stores who requested it, why and the results. It changes no
 * stock, so one operator is enough; a repetition finds less to do. Rejects with StoppingProblem.
 */
export async function requestEmission(
  context: EmitContext,
  { range, selection, intent }: AskedEmission,
  by: string,
): Promise<Emitted> {
  const { records, ledger, producer, stock_repairs_topic, now_ms, waitFor } = context;
  const emission_id = `emi-${new Date(now_ms()).toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
  const before = await checkOutcomes(context, range);
  await noteEmission(records, {
    emission_id,
    by,
    intent,
    selection,
    from: range.from,
    to: range.to,
    before: summaryOf(before),
  });
  const messages = messagesOf(emission_id, before, selection);
  for (const { partition, message } of messages) {
    await producer.send(stock_repairs_topic, [
      {
        partition,
        key: message.repair_id,
        value: JSON.stringify(message),
        headers: { recovery_id: emission_id },
      },
    ]);
  }
  await waitFor(
    async () => (await countEmitted(ledger, emission_id)).messages === messages.length,
    WITHIN_MS,
  );
  const { emitted } = await countEmitted(ledger, emission_id);
  const requested = messages.reduce(
    (sum, { message }) => sum + message.rejections.length + message.dead_letters.length,
    0,
  );
  const after = await checkOutcomes(context, range);
  await endEmission(records, emission_id, requested, emitted, summaryOf(after));
  return { emission_id, before, requested, emitted, after };
}

interface Addressed {
  readonly partition: number;
  readonly message: OutcomeEmissionV1;
}

/** Builds the messages to the owner of each partition, several outcomes per message. */
function messagesOf(
  emission_id: string,
  { compared, held }: OutcomeCheck,
  selection: AskedEmission['selection'],
): Addressed[] {
  const wanted = (kind: 'rejections' | 'dead_letters'): [string, number][] => {
    const names =
      selection === 'all'
        ? [...(held[kind]?.digests.keys() ?? [])]
        : [...(compared[kind]?.missing ?? []), ...(compared[kind]?.differing ?? [])];
    return names.map((name) => [name, held[kind]?.partitions.get(name) ?? 0]);
  };
  const pages = [
    ...pagesOf(wanted('rejections')).map(([partition, names]) => ({
      partition,
      dead_letters: [],
      rejections: names.map(eventOf),
    })),
    ...pagesOf(wanted('dead_letters')).map(([partition, names]) => ({
      partition,
      rejections: [],
      dead_letters: names.map(placeOf),
    })),
  ];
  return pages.map(({ partition, rejections, dead_letters }, index) => ({
    partition,
    message: {
      schema_version: 1,
      type: 'emission',
      recovery_id: emission_id,
      repair_id: `${emission_id}.${index + 1}`,
      rejections,
      dead_letters,
    },
  }));
}

function pagesOf(named: readonly (readonly [string, number])[]): [number, string[]][] {
  const pages: [number, string[]][] = [];
  const open = new Map<number, string[]>();
  for (const [name, partition] of named) {
    const page = open.get(partition);
    if (page !== undefined && page.length < PAGE) page.push(name);
    else {
      const next = [name];
      open.set(partition, next);
      pages.push([partition, next]);
    }
  }
  return pages;
}

function eventOf(name: string): { seller_id: string; event_id: string } {
  const [seller_id, event_id] = JSON.parse(name) as [string, string, ...string[]];
  return { seller_id, event_id };
}

function placeOf(name: string): { source_topic: string; source_partition: number; source_offset: number } {
  const { topic, partition, offset } = parseRecordPosition(name, 'the dead letter');
  return { source_topic: topic, source_partition: partition, source_offset: offset };
}
