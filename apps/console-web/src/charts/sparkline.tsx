import type { ReactElement } from 'react';
import css from '../theme/parts.module.css';

const [WIDTH, HEIGHT] = [120, 28];

interface SparklineProps {
  readonly points: readonly (readonly [number, number])[];
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

/** The course of one figure, from 0 to its largest value. */
export function Sparkline({ points, label }: SparklineProps): ReactElement | null {
  if (points.length < 2) return null;
  const line = sparkPath(points, WIDTH, HEIGHT - 2);
  return (
    <svg
      className={css['spark']}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className={css['area']} d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} />
      <path className={css['line']} d={line} />
    </svg>
  );
}

/** The line as an SVG path: the first point is left, the last right, the largest value is 2 below the top. */
function sparkPath(points: readonly (readonly [number, number])[], width: number, height: number): string {
  const [first = [0, 0], last = [1, 0]] = [points[0], points.at(-1)];
  const most = Math.max(...points.map(([, value]) => value), Number.MIN_VALUE);
  const span = Math.max(last[0] - first[0], 1);
  return points
    .map(([at, value], index) => {
      const x = ((at - first[0]) / span) * width;
      const y = height - (value / most) * (height - 2);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
