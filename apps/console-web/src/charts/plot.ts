import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartLine } from './chart-line.js';

interface Drawing {
  readonly time: boolean;
  readonly unit: string;
  readonly height: number;
}

/** Steps of an axis of versions: there is none between two. */
const WHOLE = [1, 2, 5]
  .flatMap((digit) => Array.from({ length: 9 }, (_, power) => digit * 10 ** power))
  .sort((a, b) => a - b);

const clock = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(11, 16);

/** Draws an empty chart into an element and keeps it as wide as that. `stop` takes it away. */
export function drawPlot(
  element: HTMLElement,
  lines: readonly ChartLine[],
  { time, height }: Drawing,
): { readonly plot: uPlot; readonly stop: () => void } {
  const colorOf = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = {
    stroke: colorOf('--muted'),
    grid: { stroke: colorOf('--grid'), width: 1 },
    ticks: { show: false },
  };
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const plot = new uPlot(
    {
      width: Math.max(element.clientWidth, 200),
      height,
      legend: { show: false },
      cursor: { y: false, points: { size: 6 } },
      scales: { x: { time }, y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)] } },
      axes: [
        {
          ...axis,
          size: 28,
          // The page shows times in UTC, and these lines are minutes long.
          ...(time ? { values: (_plot: uPlot, ticks: number[]) => ticks.map(clock) } : { incrs: WHOLE }),
        },
        { ...axis, size: 48 },
      ],
      series: [
        {},
        ...lines.map(({ name, color, step = false }) => ({
          label: name,
          stroke: colorOf(color),
          width: 1.5,
          points: { show: false },
          ...(step && stepped !== undefined ? { paths: stepped } : {}),
        })),
      ],
    },
    undefined,
    element,
  );
  const watch = new ResizeObserver(() => plot.setSize({ width: Math.max(element.clientWidth, 200), height }));
  watch.observe(element);
  return {
    plot,
    stop: () => {
      watch.disconnect();
      plot.destroy();
    },
  };
}
