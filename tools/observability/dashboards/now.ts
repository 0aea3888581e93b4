import { OBJECTIVES } from '../objectives.js';
import type { Board, Panel } from './board.js';

/** Share of the month's budget that is left: 1 is untouched, below 0 the objective is missed. */
const budgets: readonly Panel[] = OBJECTIVES.map(({ name, promise, target, bad, runbook }) => ({
  title: `budget left: ${name}`,
  shape: 'number',
  unit: 'percentunit',
  well_from: 0.1,
  description: `Of the error budget of 30 days. Promise: ${promise}, for ${(target * 100).toFixed(1)} %.`,
  runbook: runbook.replace('docs/runbooks/', ''),
  queries: [[`1 - (${bad('30d')}) / ${Number((1 - target).toFixed(6))}`, name]],
}));

/** Is stock right and fresh, and if not, where does it stop. */
export const now: Board = {
  name: 'now',
  title: 'Now',
  description: 'Is stock right and fresh; if not, which hop is it, and who is called.',
  rows: [
    { title: 'Objectives', panels: budgets },
    {
      title: 'Right and fresh',
      panels: [
        {
          title: 'age of what is shown',
          shape: 'number',
          unit: 's',
          bad_from: 5,
          description: 'Of the worst partition, by heartbeats: it grows also while nothing happens.',
          runbook: '4-connector-lag.md',
          queries: [['max(stockproof_freshness_seconds)', 'worst partition']],
        },
        {
          title: 'untrusted offers',
          shape: 'number',
          unit: 'short',
          bad_from: 1,
          description: 'Offers that were found wrong and are not repaired.',
          runbook: '7-bad-deployment.md',
          queries: [['max(stockproof_offers{confidence="untrusted"})', 'untrusted']],
        },
        {
          title: 'changed rows of the ledger',
          shape: 'number',
          unit: 'short',
          bad_from: 1,
          description:
            'Past rows that were changed, deleted or truncated, as the projection saw it since its start.',
          runbook: '12-ledger-went-back.md',
          queries: [
            [
              'sum(stockproof_projected_changes_total{result=~"ledger_row_updated|ledger_row_deleted|ledger_truncated"})',
              'changed',
            ],
          ],
        },
        {
          title: 'alerts that page',
          shape: 'number',
          unit: 'short',
          bad_from: 1,
          description:
            'Firing now, before Alertmanager silences what follows from another. Each names its own runbook.',
          runbook: 'README.md',
          queries: [
            [
              'count(ALERTS{alertstate="firing",severity="page",alertname=~"Stockproof.*"}) or vector(0)',
              'firing',
            ],
          ],
        },
      ],
    },
    {
      title: 'Hops, in the order of the data flow',
      panels: [
        {
          title: 'what waits before each consumer',
          shape: 'lines',
          unit: 's',
          bad_from: 60,
          description:
            'Age of the oldest message that was fetched and is not applied. Who does not fetch has none: see the age of what is shown.',
          runbook: '4-connector-lag.md',
          queries: [['max by (group, topic) (stockproof_consumer_lag_seconds)', '{{group}} < {{topic}}']],
        },
        {
          title: 'what each connector has brought',
          shape: 'lines',
          unit: 's',
          bad_from: 15,
          description: 'Age of the newest change of a connector that is known to be in Kafka.',
          runbook: '10-connector-down.md',
          queries: [['max by (connector) (stockproof_connector_heartbeat_age_seconds)', '{{connector}}']],
        },
        {
          title: 'parts that run',
          shape: 'lines',
          unit: 'bool_yes_no',
          description:
            'Servers and services of the embedded stack; without its supervisor there is no such figure.',
          runbook: '19-a-part-does-not-run.md',
          queries: [['max by (part) (stockproof_part_up)', '{{part}}']],
        },
        {
          title: 'burn of the fast windows',
          shape: 'lines',
          unit: 'short',
          bad_from: 14.4,
          description: 'How many times too fast a budget burns, over an hour. 14.4 pages.',
          runbook: '4-connector-lag.md',
          queries: OBJECTIVES.map(({ name, target }) => [
            `stockproof:bad_${name}:ratio_1h / ${Number((1 - target).toFixed(6))}`,
            name,
          ]),
        },
      ],
    },
  ],
};
