import { createHmac } from 'node:crypto';
import type { SagaLine } from './rows.js';

const WHOLE = { R: 'held_at', U: 'released_at', F: 'fulfilled_at' } as const;

/** One command of a line, with what its history says about it. */
export interface SagaStep {
  readonly line: SagaLine;
  readonly operation: string;
  /** Missing for a command of everything that no part had taken. */
  readonly part?: number;
  readonly event_id: string;
  readonly quantity: unknown;
  /** The ledger versions that the history names. */
  readonly decided_at: readonly unknown[];
}

/** Every command that a line can have: of the whole line, and of its parts. */
export function stepsOfLine(line: SagaLine): SagaStep[] {
  const whole = (Object.keys(WHOLE) as (keyof typeof WHOLE)[]).map((operation) => ({
    line,
    operation,
    event_id: idOf(line, operation),
    quantity: operation === 'R' ? line.quantity : restOf(line),
    decided_at: line[WHOLE[operation]],
  }));
  const parted = line.parts.map(({ part, operation, quantity, decided_at }) => ({
    ...{ line, part, operation, quantity, decided_at },
    event_id: idOf(line, operation, part),
  }));
  return [...whole, ...parted];
}

/** Units that no part has taken. */
function restOf({ quantity, parts }: SagaLine): number {
  const taken = parts.filter(({ returned }) => !returned);
  return taken.reduce((left, part) => left - part.quantity, Number(quantity));
}

/** Units of a line that have left its hold, according to its history. */
export function endedUnitsOf(line: SagaLine): number {
  const parts = line.parts.reduce((sum, { ended, quantity }) => sum + (ended ? quantity : 0), 0);
  return parts + (line.rest_ended ? restOf(line) : 0);
}

/**
 * The command id by ADR 0038 and 0104, implemented independently: the nonce itself for old reservations,
 * otherwise an HMAC with the reservation's secret.
 */
function idOf({ reservation_id, nonce, line }: SagaLine, operation: string, part?: number): string {
  const step = `${line}.${operation}${part ?? ''}.${reservation_id}`;
  if (nonce === null) return '';
  const tag =
    nonce.length === 16
      ? nonce
      : createHmac('sha256', Buffer.from(nonce, 'hex')).update(step).digest('hex').slice(0, 32);
  return `rsv.${tag}.${step}`;
}
