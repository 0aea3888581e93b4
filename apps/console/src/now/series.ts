import { type Hop, HOPS, type NowSnapshot, SERIES_MINUTES, type SeriesAnswer } from '@stockproof/console';

const UNITS = { oldest_seconds: 'seconds', per_second: 'per second', lag_messages: 'messages' } as const;

type Figure = keyof typeof UNITS;
type Point = [at_ms: number, value: number];

const FIGURES = Object.keys(UNITS) as Figure[];
/** The series by their names, `<hop>.<figure>`. */
export const SERIES_NAMES: readonly string[] = HOPS.flatMap((id) =>
  FIGURES.map((figure) => `${id}.${figure}`),
);
const MINUTE_MS = 60_000;
/** More polls than are made in that time. */
const MAX_POINTS = 900;

/** The figures of the hops over the last 15 minutes, in bounded memory. There are gaps where nobody watched. */
export class Series {
  private readonly points = new Map<string, Point[]>(SERIES_NAMES.map((name) => [name, []]));

  /** Adds the figures of a snapshot, which is newer than all before, and forgets what is too old. */
  add({ at, hops }: Pick<NowSnapshot, 'at' | 'hops'>): void {
    const at_ms = Date.parse(at);
    for (const hop of hops) for (const figure of FIGURES) this.addPoint(hop, figure, at_ms);
    for (const [name, points] of this.points)
      this.points.set(
        name,
        points.filter(([then]) => at_ms - then <= SERIES_MINUTES * MINUTE_MS).slice(-MAX_POINTS),
      );
  }

  /** The points of the last minutes, oldest first. A name that is not one of SERIES_NAMES is left out. */
  read(names: readonly string[], minutes: number, now_ms: number): SeriesAnswer {
    const series = SERIES_NAMES.filter((name) => names.includes(name)).map((name) => ({
      name,
      unit: UNITS[name.split('.')[1] as Figure],
      points: (this.points.get(name) ?? []).filter(([then]) => now_ms - then <= minutes * MINUTE_MS),
    }));
    return { series };
  }

  private addPoint(hop: Hop, figure: Figure, at_ms: number): void {
    const value = hop[figure];
    if (value !== null) this.points.get(`${hop.id}.${figure}`)?.push([at_ms, value]);
  }
}
