import { TOPICS } from '@stockproof/events';
import type { Posted } from '../world/clients/sellers.js';
import type { Stage } from '../world/stage.js';
import { eventOf, type Violation } from './evidence-of.js';

const PARTS = ['accepted', 'superseded', 'duplicate', 'conflict', 'rejected', 'quarantined'];

/**
 * I1 and I12: every message has exactly one result and is counted once, and an event that was answered as
 * queued has its result in the ledger, among the rejections or in quarantine.
 */
export function accountingViolations(stage: Stage, posted: readonly Posted[]): Violation[] {
  return [...TOPICS_COUNTED.flatMap((topic) => countsOf(stage, topic)), ...acknowledgedOf(stage, posted)];
}

const TOPICS_COUNTED = [TOPICS.updates, TOPICS.stockCommands];

function countsOf(stage: Stage, topic: string): Violation[] {
  const accounts = [...stage.databases.ledger.tables.table('accounting').values()];
  return stage.cluster.topic(topic).flatMap(({ messages }, partition) => {
    const row = accounts.find((one) => one['topic'] === topic && one['partition'] === partition) ?? {};
    const count = (name: string): number => (row[name] as number | undefined) ?? 0;
    const sum = PARTS.reduce((all, name) => all + count(name), 0);
    if (count('received') === messages.length && sum === messages.length) return [];
    const what = `${topic}/${partition} holds ${messages.length}, counted ${count('received')}, outcomes ${sum}`;
    return [{ invariant: 'I1 accounting', what }];
  });
}

function acknowledgedOf(stage: Stage, posted: readonly Posted[]): Violation[] {
  const { tables } = stage.databases.ledger;
  const named = (table: string): Set<string> => new Set([...tables.table(table).values()].map(eventOf));
  const [ledger, rejected, quarantined] = ['inventory_transaction', 'inventory_rejection', 'quarantine'].map(
    named,
  ) as Three;
  return posted.flatMap(({ posting, status }) => {
    const id = eventOf({ ...posting.body, seller_id: posting.seller_id });
    if (status === 'queued' && !ledger.has(id) && !rejected.has(id) && !quarantined.has(id)) {
      return [{ invariant: 'I12 fail closed', what: `${id} was acknowledged and has no outcome` }];
    }
    if (status === 'unknown') return [{ invariant: 'I9 liveness', what: `${id} never got an answer` }];
    return [];
  });
}

type Three = [Set<string>, Set<string>, Set<string>];
