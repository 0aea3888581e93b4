import type { Row } from '../postgres/tables.js';
import type { Stage } from '../world/stage.js';
import { histories, type Violation } from './evidence-of.js';

const ENDED = ['confirmed', 'rejected', 'cancelled', 'expired'];

/**
 * I5 for orders: every saga ends and then holds nothing, and the ledger agrees: each line was fulfilled or
 * released once, and no units stay reserved.
 */
export function reservationViolations(stage: Stage, asked: ReadonlySet<string>): Violation[] {
  const { tables } = stage.databases.reservations;
  const rows = [...tables.table('reservation').values()];
  const lines = [...tables.table('reservation_line').values()];
  const unfinished = rows.filter(({ status }) => !ENDED.includes(String(status)));
  const lost = [...asked].filter((id) => !rows.some((row) => row['reservation_id'] === id));
  const holding = lines.filter(({ status }) => status === 'held' || status === 'requested');
  return [
    ...unfinished.map((row) => ({ invariant: 'I9 every saga ends', what: JSON.stringify(row) })),
    ...lost.map((id) => ({ invariant: 'I1 accounting', what: `${id} was asked for and is not known` })),
    ...holding.map((line) => ({ invariant: 'I5 nothing stays held', what: JSON.stringify(line) })),
    ...stillReserved(stage),
    ...outcomesOf(stage, lines),
  ];
}

function stillReserved(stage: Stage): Violation[] {
  return [...stage.databases.ledger.tables.table('inventory_bucket').values()]
    .filter((row) => row['bucket_type'] === 'reserved' && row['quantity'] !== 0)
    .map((row) => ({ invariant: 'I5 nothing stays held', what: JSON.stringify(row) }));
}

/** The ledger's steps for a line: R, then U or F; R alone would be a hold without a reservation. */
function outcomesOf(stage: Stage, lines: readonly Row[]): Violation[] {
  const done = new Map<string, string>();
  for (const row of [...histories(stage).values()].flat()) {
    const [, , line, operation, reservation_id] =
      /^rsv\.([0-9a-f]+)\.(\d+)\.([RUF])\.(.+)$/.exec(String(row['event_id'])) ?? [];
    if (operation === undefined) continue;
    done.set(`${reservation_id}/${line}`, (done.get(`${reservation_id}/${line}`) ?? '') + operation);
  }
  const expected: Record<string, string> = { fulfilled: 'RF', released: 'RU', rejected: '' };
  return lines.flatMap((line) => {
    const found = done.get(`${String(line['reservation_id'])}/${String(line['line'])}`) ?? '';
    const wanted = expected[String(line['status'])] ?? '';
    return found === wanted
      ? []
      : [{ invariant: 'I5 the ledger and the saga agree', what: `${JSON.stringify(line)}: ${found}` }];
  });
}
