import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Board, Panel } from './board.js';

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const SIZES = { number: { height: 4, span: 6 }, lines: { height: 8, span: 12 } };

/** The dashboard as Grafana imports it. Its Prometheus and the address of the repository are variables. */
export function buildDashboard({ name, title, description, rows }: Board): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(`Stockproof: ${title}`)
    .uid(`stockproof-${name}`)
    .description(description)
    .tags(['stockproof'])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(
      new dashboard.DashboardLinkBuilder('Stockproof')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(['stockproof'])
        .keepTime(true)
        .includeVars(true),
    )
    .withVariable(
      new dashboard.DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
    )
    .withVariable(
      new dashboard.TextBoxVariableBuilder('repository')
        .label('repository')
        .description('where this repository can be read, for links to its runbooks')
        .defaultValue('https://git.example/stockproof/blob/main'),
    );
  for (const row of rows) {
    builder.withRow(new dashboard.RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panelOf(panel));
  }
  return builder.build();
}

/** What both kinds of panels have. */
function panelOf(panel: Panel): StatBuilder | TimeseriesBuilder {
  const { title, shape, unit, description, queries, runbook } = panel;
  const { height, span } = SIZES[shape];
  const builder = shape === 'number' ? numberOf() : linesOf(panel);
  builder.title(title).description(description).unit(unit).datasource(DATASOURCE).height(height).span(span);
  if (unit === 'percentunit') builder.decimals(2);
  builder.thresholds(thresholdsOf(panel));
  if (runbook !== undefined)
    builder.links([
      new dashboard.DashboardLinkBuilder(`runbook: ${runbook.replace('.md', '')}`)
        .type(dashboard.DashboardLinkType.Link)
        .url(`\${repository}/docs/runbooks/${runbook}`)
        .targetBlank(true),
    ]);
  for (const [index, [expr, legend]] of queries.entries()) {
    const query = new DataqueryBuilder()
      .datasource(DATASOURCE)
      .expr(expr)
      .legendFormat(legend)
      .refId(String.fromCharCode(65 + index));
    builder.withTarget(shape === 'number' ? query.instant() : query.range());
  }
  return builder;
}

function numberOf(): StatBuilder {
  return new StatBuilder().reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

function linesOf({ bad_from }: Panel): TimeseriesBuilder {
  const builder = new TimeseriesBuilder().min(0).fillOpacity(8);
  // What is not reported ends: a line to the next value would say that it was known.
  builder.spanNulls(false);
  return bad_from === undefined ? builder : builder.axisSoftMax(bad_from);
}

function thresholdsOf({ bad_from, well_from }: Panel): dashboard.ThresholdsConfigBuilder {
  const steps =
    bad_from !== undefined
      ? [step(null, 'green'), step(bad_from, 'red')]
      : well_from !== undefined
        ? [step(null, 'red'), step(well_from, 'green')]
        : [step(null, 'text')];
  return new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps);
}

const step = (value: number | null, color: string): dashboard.Threshold => ({ value, color });
