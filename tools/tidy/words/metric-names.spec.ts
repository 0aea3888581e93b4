import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { metricsNamed, seriesOf } from './metric-names.js';

const SOURCES = ['apps', 'libs', 'infra'];
/** Labels, topics and slots: names of the same form that are no metrics. */
const OTHERS =
  /^(http_route|http_request_\w+|http_response_\w+|db_client_connection_(pool_name|state)|v8js_gc_type|stockproof_(connect|valid|outbox|principal|introduced)\w*)$/;

function filesOf(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => wanted.test(file) && !file.includes('node_modules'))
    .map((file) => join(folder, file));
}
const read = (path: string): string => readFileSync(path, 'utf8');

const known = new Set(
  SOURCES.flatMap((folder) => filesOf(folder, /(?<!\.spec)\.ts$/)).flatMap((path) =>
    seriesOf({ path, text: read(path) }),
  ),
);
const isKnown = (name: string): boolean =>
  // A histogram is also spoken of as a whole.
  known.has(name) || known.has(`${name}_bucket`);

describe('each metric that is named exists, with the ending that Prometheus sees', () => {
  const documents = ['docs', ...SOURCES].flatMap((folder) => filesOf(folder, /\.md$/));
  const rules = filesOf('infra/observability', /\.ya?ml$/);
  const dashboards = filesOf('infra/observability/dashboards', /\.json$/);

  it.each([
    ['documents', documents, 20],
    ['rules and their tests', rules, 60],
    ['dashboards', dashboards, 60],
  ])('in %s', (_what, files, at_least) => {
    const named = files.flatMap((file) => metricsNamed(read(file)).map((name) => ({ file, name })));
    expect(named.length).toBeGreaterThan(at_least);
    expect(named.filter(({ name }) => !OTHERS.test(name) && !isKnown(name))).toEqual([]);
  });
});

it.each<[string, string, string[]]>([
  ['a counter', `meter.createCounter('a_b', {})`, ['a_b_total']],
  [
    'a histogram',
    `meter.createHistogram('a_seconds')`,
    ['a_seconds_bucket', 'a_seconds_sum', 'a_seconds_count'],
  ],
  ['a gauge, also by a short name', `gauge('a', 'b'); meter.createObservableGauge('c')`, ['a', 'c']],
  ['a name that is made is not known', 'meter.createCounter(`a_${b}`)', []],
])('the series of %s', (_case, text, expected) => expect(seriesOf({ path: 'x.ts', text })).toEqual(expected));

it('recorded rules are no metrics of the code, and labels in braces do not belong to a name', () =>
  expect(metricsNamed('stockproof:bad:ratio_5m > sum(rate(stockproof_x_total{a="b"}[5m]))')).toEqual([
    'stockproof_x_total',
  ]));
