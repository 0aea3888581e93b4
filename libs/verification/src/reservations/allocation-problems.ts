import type { Counterexample } from '@stockproof/evidence';
import { counterexample } from '../check.js';
import type { SagaLine } from './rows.js';

/**
 * Where the lines of an allocation are not what they were made for: all units of one line that the ledger
 * refused, of the same offer. Only of the lines that are given.
 */
export function allocationProblems(lines: readonly SagaLine[]): (readonly [SagaLine, Counterexample])[] {
  const known = new Map(lines.map((line) => [keyOf(line, line.line), line]));
  const made = Map.groupBy(
    lines.filter(({ allocated_from }) => allocated_from !== null),
    (line) => keyOf(line, line.allocated_from),
  );
  return [...made].flatMap(([key, shares]) => {
    const [first] = shares;
    const from = known.get(key);
    if (first === undefined) return [];
    const units = shares.reduce((sum, { quantity }) => sum + Number(quantity), 0);
    const is_right =
      from?.rejected === 1 &&
      units === Number(from.quantity) &&
      shares.every(({ seller_id, sku }) => seller_id === from.seller_id && sku === from.sku);
    const { seller_id, sku, reservation_id, allocated_from } = first;
    const expected = `all of line ${allocated_from} of ${reservation_id}, which was refused`;
    return is_right
      ? []
      : [[first, counterexample({ seller_id, sku, expected, found: `${units} in other lines` })] as const];
  });
}

const keyOf = ({ reservation_id }: SagaLine, line: number | null): string => `${line} ${reservation_id}`;
