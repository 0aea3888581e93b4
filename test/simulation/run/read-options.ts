import { parseArgs } from 'node:util';
import { type Fault, FAULTS } from '../world/faults/options.js';

/** Options of `npm run simulate`. */
export interface SimulateOptions {
  readonly from: number;
  readonly seeds: number;
  readonly events: number;
  /** Only these kinds of faults; null: as each seed decides. */
  readonly faults: readonly Fault[] | null;
}

/** Parses the command line. Throws with the right usage. */
export function readOptions(args: readonly string[]): SimulateOptions {
  const options = {
    seeds: { type: 'string' },
    from: { type: 'string' },
    events: { type: 'string' },
    faults: { type: 'string' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const whole = (name: 'seeds' | 'from' | 'events', otherwise: number, least: number): number => {
    const value = Number(values[name] ?? otherwise);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new Error(`--${name} must be a whole number from ${least}, not ${String(values[name])}`);
  };
  const faults = values.faults === undefined ? null : values.faults.split(',').filter((name) => name !== '');
  const unknown = faults?.find((name) => !FAULTS.includes(name as Fault));
  if (unknown !== undefined) throw new Error(`there is no fault ${unknown}; known are ${FAULTS.join(', ')}`);
  return {
    from: whole('from', 1, 0),
    seeds: whole('seeds', 100, 1),
    events: whole('events', 500, 1),
    faults: faults as Fault[] | null,
  };
}
