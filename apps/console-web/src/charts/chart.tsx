import { type ReactElement, useEffect, useRef } from 'react';
import type uPlot from 'uplot';
import css from '../theme/parts.module.css';
import { grouped } from '../words/format.js';
import type { ChartLine } from './chart-line.js';

interface ChartProps {
  /** What the chart shows; its caption. */
  readonly title: string;
  readonly unit: string;
  /** Epoch seconds if `time`, else numbers such as versions. */
  readonly x: readonly number[];
  readonly time: boolean;
  readonly lines: readonly ChartLine[];
  readonly height?: number;
}

/** Lines over time or versions. The caption and a table hold the newest values, for those who do not see the picture. */
export function Chart({ title, unit, x, time, lines, height = 180 }: ChartProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const shape = `${time} ${unit} ${height} ${lines.map(({ name, color, step = false }) => `${name} ${color} ${step}`).join()}`;
  const plot = useRef<uPlot | null>(null);
  const newest = useRef({ x, lines });
  useEffect(() => {
    newest.current = { x, lines };
    plot.current?.setData(dataOf(x, lines));
  });
  useEffect(() => {
    const element = place.current;
    // Without a canvas, as in a test, the table is what there is.
    if (element === null || typeof CanvasRenderingContext2D === 'undefined') return undefined;
    let gone = false;
    let stop = (): void => undefined;
    void import('./plot.js').then(({ drawPlot }) => {
      if (gone) return;
      const drawn = drawPlot(element, newest.current.lines, { time, unit, height });
      plot.current = drawn.plot;
      drawn.plot.setData(dataOf(newest.current.x, newest.current.lines));
      stop = drawn.stop;
    });
    return () => {
      gone = true;
      plot.current = null;
      stop();
    };
  }, [shape, time, unit, height]);
  return (
    <figure className={css['chart']}>
      <figcaption>
        {title} <span className={css['muted']}>{unit}</span>
      </figcaption>
      <ul className={css['legend']}>
        {lines.map(({ name, color, values }) => (
          <li key={name}>
            <i data-color={color} aria-hidden="true" />
            {name} <b>{figure(values.findLast((value) => value !== null))}</b>
          </li>
        ))}
      </ul>
      <div ref={place} aria-hidden="true" className={css['plot']} data-height={height} />
    </figure>
  );
}

function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Number.isInteger(value) || Math.abs(value) >= 100 ? grouped(value) : value.toFixed(2);
}

function dataOf(x: readonly number[], lines: readonly ChartLine[]): uPlot.AlignedData {
  return [[...x], ...lines.map(({ values }) => [...values])];
}
