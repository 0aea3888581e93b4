import type { ReactElement } from 'react';
import { Chart } from '../charts/chart.js';
import { BUCKETS, type BalancedRow } from './balances.js';

/** Stock over versions; each value holds until the next version. */
export function StockChart({ rows }: { readonly rows: readonly BalancedRow[] }): ReactElement | null {
  if (rows.length < 2) return null;
  const used = BUCKETS.filter(
    (bucket) => bucket === 'sellable' || rows.some(({ after }) => after[bucket] !== 0),
  );
  return (
    <Chart
      title="Stock over versions"
      unit="units"
      x={rows.map(({ row }) => row.version)}
      time={false}
      lines={used.map((bucket) => ({
        name: bucket,
        color: `--chart-${BUCKETS.indexOf(bucket) + 1}`,
        step: true,
        values: rows.map(({ after }) => after[bucket]),
      }))}
    />
  );
}
