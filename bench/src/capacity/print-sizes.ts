import { printTable } from '../report.js';
import { projectSizes, type UnitSize } from './project-sizes.js';

/** Systems that sizes are worked out for: offers, each with as many events. */
const SYSTEMS: readonly (readonly [offers: number, events_per_offer: number])[] = [
  [1_000_000, 10],
  [1_000_000, 100],
  [10_000_000, 10],
  [10_000_000, 100],
];
const GIB = 1_024 ** 3;

/** Prints what one more event or offer takes on disk, and the sizes of systems that follow from it. */
export function printSizes(units: readonly UnitSize[]): void {
  console.log('bytes on disk');
  printTable([
    ['where', 'what', 'bytes', 'per'],
    ...units.map(({ where, name, bytes, per }) => [where, name, bytes.toFixed(0), per]),
  ]);
  const places = [...new Set(units.map(({ where }) => where))];
  console.log('sizes worked out from it, GiB');
  printTable([
    ['offers', 'events of each', ...places],
    ...SYSTEMS.map(([offers, events]) => {
      const sizes = projectSizes(units, offers, events);
      const gib = places.map((where) => ((sizes.get(where) ?? 0) / GIB).toFixed(1));
      return [offers.toLocaleString('en'), events.toLocaleString('en'), ...gib];
    }),
  ]);
  console.log();
}
