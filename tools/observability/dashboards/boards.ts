import { type Board, type Query, WINDOW } from './board.js';
import { buildDashboard } from './build-dashboard.js';
import { capture } from './capture.js';
import { cost } from './cost.js';
import { ingestAndDecide } from './ingest-and-decide.js';
import { now } from './now.js';
import { projectAndPublish } from './project-and-publish.js';
import { sagasAndDeadLetters } from './sagas-and-dead-letters.js';
import { trust } from './trust.js';

/** All dashboards, in the order of the data flow. */
export const BOARDS: readonly Board[] = [
  now,
  ingestAndDecide,
  capture,
  projectAndPublish,
  trust,
  sagasAndDeadLetters,
  cost,
];

export const DASHBOARDS = 'infra/observability/dashboards';

/** The text of each file, by its name. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(
    BOARDS.map((board) => [`${board.name}.json`, `${JSON.stringify(buildDashboard(board), null, 2)}\n`]),
  );
}

/** All queries, with this window in place of Grafana's. */
export function queriesOfBoards(window: string): readonly Query[] {
  return BOARDS.flatMap(({ rows }) =>
    rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries)),
  ).map(([expr, legend]) => [expr.replaceAll(WINDOW, window), legend]);
}

/** Every query as a recording rule, so that promtool can read it. */
export function queriesAsRules(): object {
  const rules = queriesOfBoards('5m').map(([expr], index) => ({ record: `dashboards:query_${index}`, expr }));
  return { groups: [{ name: 'dashboards', rules }] };
}
