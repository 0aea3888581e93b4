import { parseArgs } from 'node:util';

export interface TortureOptions {
  readonly minutes: number;
  readonly seed: number;
}

/** `--minutes M --seed S`; ends the process with a line when they are no numbers. */
export function readOptions(args: readonly string[]): TortureOptions {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: 'string', default: '2' }, seed: { type: 'string', default: '1' } } });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('--minutes takes a number above 0, --seed a whole number');
  return { minutes, seed };
}
