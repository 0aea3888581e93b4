/** What a figure is, as Grafana names it. */
export type Unit = 's' | 'bytes' | 'short' | 'percentunit' | 'reqps' | 'ops' | 'eps' | 'bool_yes_no';

/** One query: PromQL, and the name of its lines (`{{label}}` is replaced). */
export type Query = readonly [expr: string, legend: string];

export interface Panel {
  readonly title: string;
  /** One number of now, or lines over time. */
  readonly shape: 'number' | 'lines';
  readonly unit: Unit;
  /** What is seen, and what of it is bad. */
  readonly description: string;
  /** A file of docs/runbooks, where one says what to do. */
  readonly runbook?: string;
  readonly queries: readonly Query[];
  /** From where on it is bad, in the unit; left out: no limit is known. */
  readonly bad_from?: number;
  /** From where on it is well, where less is bad. */
  readonly well_from?: number;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A dashboard: its file is `infra/observability/dashboards/<name>.json`. */
export interface Board {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}

/** Grafana's window for rates: at least four scrapes. */
export const WINDOW = '$__rate_interval';

/** Sum over time of a counter, by labels. */
export function perSecond(counter: string, by: readonly string[] = [], labels = ''): string {
  const group = by.length === 0 ? '' : ` by (${by.join(', ')})`;
  return `sum${group} (rate(${counter}${labels === '' ? '' : `{${labels}}`}[${WINDOW}]))`;
}

/** A quantile of a histogram (its name without `_bucket`), by labels. */
export function quantile(share: number, histogram: string, by: readonly string[] = [], labels = ''): string {
  return `histogram_quantile(${share}, ${perSecond(`${histogram}_bucket`, ['le', ...by], labels)})`;
}
