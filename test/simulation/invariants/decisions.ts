import { TOPICS } from '@stockproof/events';
import type { Row, RowChange } from '../postgres/tables.js';
import { simulatedPolicy } from '../models/simulated-policy.js';
import { messagesOf, type Stage } from '../world/stage.js';
import { eventOf, offerOf, placeOf, sourceOf, type Violation } from './evidence-of.js';
import { outcomeOf, outcomeOfRow, refused, type Sent, Stock } from './rules.js';

const INVARIANT = 'I13 each outcome is what the rules give at its place';

/**
 * I2 and I13: each result, also a rejection or a supersession, follows from the rules and the offer's state
 * at its place. The place is given by its transaction's place in the database's log, and by its message
 * within the transaction.
 */
export function decisionViolations(stage: Stage): Violation[] {
  const sent = sentMessages(stage);
  const stocks = new Map<string, Stock>();
  return stage.databases.ledger.wal.flatMap(({ changes }) =>
    inOrder(changes).flatMap(({ table, row }) => {
      const offer = offerOf(row);
      const stock = stocks.get(offer) ?? new Stock();
      stocks.set(offer, stock);
      const source = sourceOf(row);
      const message = sent.get(source) ?? {};
      const at = `${offer} after version ${stock.version}, from ${source}`;
      const decided_at = (row['accepted_at'] ?? row['rejected_at']) as Date;
      const absorbs = simulatedPolicy(String(row['seller_id'])) === 'absorb';
      const expected = outcomeOf(message, stock, { at_ms: decided_at.getTime(), absorbs });
      const found = table === 'inventory_rejection' ? refusalIn(row) : outcomeOfRow(row, message, stock);
      const at_its_version = table !== 'inventory_rejection' || row['decided_on_version'] === stock.version;
      const same =
        message.event_id === row['event_id'] &&
        message.sku === row['sku'] &&
        expected === found &&
        at_its_version;
      return same ? [] : [{ invariant: INVARIANT, what: `${at}: ${found}, expected ${expected}` }];
    }),
  );
}

/** Results of one transaction in the order of their messages, which are a part of one partition. */
function inOrder(changes: readonly RowChange[]): RowChange[] {
  const outcomes = changes.filter(
    ({ table, op }) => op === 'c' && (table === 'inventory_transaction' || table === 'inventory_rejection'),
  );
  return outcomes.sort((a, b) => (a.row['source_offset'] as number) - (b.row['source_offset'] as number));
}

function sentMessages(stage: Stage): Map<string, Sent> {
  return new Map(
    [TOPICS.updates, TOPICS.stockCommands].flatMap((topic) =>
      messagesOf(stage, topic).map(
        ({ partition, message }) =>
          [placeOf(topic, partition, message.offset), readSent(message.value)] as const,
      ),
    ),
  );
}

/** A message that is not JSON can only be quarantined. */
function readSent(value: Buffer | null): Sent {
  try {
    return (JSON.parse(value?.toString('utf8') ?? 'null') ?? {}) as Sent;
  } catch {
    return {};
  }
}

function refusalIn(row: Row): string {
  return refused(String(row['reason']), JSON.parse(String(row['facts'])) as Record<string, unknown>);
}

/** The published rejections equal the stored ones, and all are published. */
export function rejectionViolations(stage: Stage): Violation[] {
  const reported = new Map(
    messagesOf(stage, TOPICS.rejections).map(({ message }) => {
      const { reason, facts, ...rest } = JSON.parse(message.value?.toString('utf8') ?? '{}') as Record<
        string,
        unknown
      >;
      return [eventOf(rest), refused(String(reason), facts as Record<string, unknown>)] as const;
    }),
  );
  return [...stage.databases.ledger.tables.table('inventory_rejection').values()].flatMap((row) => {
    const said = reported.get(eventOf(row));
    return said === refusalIn(row)
      ? []
      : [
          {
            invariant: 'I1 each rejection is told',
            what: `${eventOf(row)}: ${refusalIn(row)}, told was ${said ?? 'nothing'}`,
          },
        ];
  });
}
