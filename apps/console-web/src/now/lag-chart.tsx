import type { ReactElement } from 'react';
import type { Hop, SeriesAnswer } from '@stockproof/console';
import { Chart } from '../charts/chart.js';
import type { ChartLine } from '../charts/chart-line.js';

/** The name of a figure of a hop among the series. */
export function seriesName(hop: Pick<Hop, 'id'>, figure: 'oldest_seconds' | 'per_second'): string {
  return `${hop.id}.${figure}`;
}

interface HopChartProps {
  readonly title: string;
  readonly unit: string;
  readonly figure: 'oldest_seconds' | 'per_second';
  readonly hops: readonly Hop[];
  readonly series: SeriesAnswer['series'];
}

/** One figure of every hop over the last minutes. */
export function HopChart({ title, unit, figure, hops, series }: HopChartProps): ReactElement | null {
  const known = hops.flatMap((hop, index) => {
    const points = series.find(({ name }) => name === seriesName(hop, figure))?.points ?? [];
    return points.length === 0 ? [] : [{ name: hop.title, points, color: `--chart-${index + 1}` }];
  });
  if (known.length === 0) return null;
  const { x, lines } = aligned(known);
  return <Chart title={title} unit={unit} x={x} time lines={lines} />;
}

/** Lines over one axis: every instant that any of them has; null where a line has none. */
function aligned(
  known: readonly {
    readonly name: string;
    readonly color: string;
    readonly points: SeriesAnswer['series'][number]['points'];
  }[],
): { readonly x: readonly number[]; readonly lines: readonly ChartLine[] } {
  const times = [...new Set(known.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const lines = known.map(({ name, color, points }) => {
    const values = new Map(points);
    return { name, color, values: times.map((at) => values.get(at) ?? null) };
  });
  return { x: times.map((at) => at / 1_000), lines };
}
