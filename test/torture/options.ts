import { parseArgs } from 'node:util';
import { seedOfNow } from '../stack/test-seed.js';

export interface TortureOptions {
  readonly minutes: number;
  readonly seed: number;
  /** A part of the name of the wanted faults; '' for all. */
  readonly only: string;
  /**
   * Whether histories lose parts too: the slot dropped, retention passed. Each needs a repair of everything,
   * which takes minutes.
   */
  readonly losses: boolean;
  /** Whether there are several nodes of each kind, of which any one is lost; nothing else happens. */
  readonly ha: boolean;
}

/**
 * `--minutes M --seed S` (default: another one each minute), `--only link` for some faults, `--losses` for
 * more, `--ha` for the loss of nodes; ends the process with a line if they are not numbers.
 */
export function readOptions(args: readonly string[]): TortureOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string', default: String(seedOfNow(Date.now())) },
      only: { type: 'string', default: '' },
      losses: { type: 'boolean', default: false },
      ha: { type: 'boolean', default: false },
    },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (!(minutes > 0) || !Number.isInteger(seed))
    throw new Error('--minutes takes a number above 0, --seed a whole number');
  return { minutes, seed, only: values.only, losses: values.losses, ha: values.ha };
}
