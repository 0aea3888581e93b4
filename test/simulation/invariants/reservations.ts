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

/**
 * The ledger's units of a line: all that was reserved left again, released or fulfilled, in as many steps as the
 * reservation had parts and one for the rest. R alone would be a hold without a reservation.
 */
function outcomesOf(stage: Stage, lines: readonly Row[]): Violation[] {
  const done = Map.groupBy(
    [...histories(stage).values()].flat().flatMap(({ event_id, quantity }) => {
      const [, , line, operation, part, reservation_id] =
        /^rsv\.([0-9a-f]+)\.(\d+)\.([RUF])(\d*)\.(.+)$/.exec(String(event_id)) ?? [];
      if (operation === undefined) return [];
      return [{ of: `${reservation_id}/${line}`, operation, part, units: Number(quantity) }];
    }),
    ({ of }) => of,
  );
  return lines.flatMap((line) => {
    const steps = done.get(`${String(line['reservation_id'])}/${String(line['line'])}`) ?? [];
    const units = (operation: string): number =>
      steps.reduce((sum, step) => sum + (step.operation === operation ? step.units : 0), 0);
    const [reserved, left] = [units('R'), units('U') + units('F')];
    const wanted = line['status'] === 'rejected' ? 0 : Number(line['quantity']);
    const whole = steps.filter(({ part }) => part === '').map(({ operation }) => operation);
    const last = { fulfilled: 'F', released: 'U' }[String(line['status'])];
    const as_said = last === undefined || steps.some(({ operation }) => operation === last);
    return reserved === wanted && left === reserved && new Set(whole).size === whole.length && as_said
      ? []
      : [
          {
            invariant: 'I5 the ledger and the saga agree',
            what: `${JSON.stringify(line)}: ${JSON.stringify(steps)}`,
          },
        ];
  });
}
