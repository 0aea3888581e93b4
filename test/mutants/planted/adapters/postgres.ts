import { type Mutant, sim, stack, unit } from '../../mutant.js';

export const POSTGRES_MUTANTS: readonly Mutant[] = [
  sim(
    'the fence is dropped',
    'libs/adapter/postgres/src/positions/position.ts',
    `  if (await advancePosition(db, key, claim.epoch, claim.next_offset, to)) return 'advanced';`,
    `  if (await advancePosition(db, key, claim.epoch, claim.next_offset, to) || claim.epoch > 0) return 'advanced';`,
  ),
  sim(
    'an attempt that stood is written again',
    'libs/adapter/postgres/src/positions/position.ts',
    `  if (stored?.epoch === claim.epoch && stored.next_offset === to) return 'already_applied';`,
    `  if (stored?.epoch === claim.epoch && stored.next_offset === to) return 'advanced';`,
  ),
  sim(
    'a position is stored and not remembered',
    'libs/adapter/postgres/src/positions/held-shard.ts',
    '    this.moved(topic, next_offset);\n',
    '',
  ),
  sim(
    'an abortion hides its cause',
    'libs/adapter/postgres/src/transactions/transaction.ts',
    'throw (reasons.find((reason) => !isAborted(reason)) ?? reasons[0]) as Error;',
    'throw reasons[0] as Error;',
  ),
  stack(
    'a position is read on from in another topic',
    'libs/adapter/postgres/src/positions/other-topic.ts',
    'if (stored === present) return;',
    'if (stored === present || stored !== null) return;',
    'libs/adapter/postgres/src/positions',
  ),
  stack(
    'the id of a topic is not handed to the claim',
    'libs/adapter/postgres/src/positions/held-shards.ts',
    'const key = { consumer_group, ...shard };',
    'const key = { consumer_group, partition, topics: shard.topics };',
    'libs/adapter/postgres/src/positions',
  ),
  stack(
    'a database that went back is another owner',
    'libs/adapter/postgres/src/positions/position.ts',
    'if (stored === undefined || stored.epoch < claim.epoch) return true;',
    'if (stored === undefined || stored.epoch > claim.epoch) return true;',
    'libs/adapter/postgres/src/positions',
  ),
  unit(
    'a statement that nobody waits for is committed with the others',
    'libs/adapter/postgres/src/transactions/transaction.ts',
    '    statements.end();\n',
    '',
    'libs/adapter/postgres/src/transactions/transaction',
  ),
  stack(
    'a claim fences the topics that it reads only',
    'libs/adapter/postgres/src/positions/sql/consumer-position.ts',
    'AND topic <> ALL ($3::text[])',
    'AND topic <> ALL ($3::text[]) AND epoch < 0',
    'libs/adapter/postgres/src/positions',
  ),
  stack(
    'fence dropped',
    'libs/adapter/postgres/src/positions/sql/consumer-position.ts',
    'AND epoch = $4 AND next_offset',
    'AND $4::bigint IS NOT NULL AND next_offset',
    'libs/adapter/postgres',
  ),
  stack(
    'a stream with a gap is decided on',
    'libs/adapter/event-store/src/aggregates.ts',
    'if (missing >= 0) throw',
    'if (missing > history.length) throw',
    'libs/adapter/event-store/src/event-store.int',
  ),
  stack(
    'expected version ignored',
    'libs/adapter/event-store/src/sql/events.ts',
    'WHERE ($2::bigint IS NULL OR place.version = $2)',
    'WHERE ($2::bigint IS NULL OR place.version >= 0)',
    'libs/adapter/event-store/src/event-store.int',
  ),
];
