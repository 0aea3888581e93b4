import { type Board, perSecond, quantile, WINDOW } from './board.js';

const DELAY = 'stockproof_accepted_to_published_seconds';

/** From the CDC events of the ledger to the published offer. */
export const projectAndPublish: Board = {
  name: 'project-and-publish',
  title: 'Project and publish',
  description: 'From the CDC events of the ledger to the view and the topic of offers.',
  rows: [
    {
      title: 'Delay',
      panels: [
        {
          title: 'accepted to published',
          shape: 'lines',
          unit: 's',
          bad_from: 5,
          description:
            'Of changes of the live stream; repairs and what a new holder sends again are not in it.',
          runbook: '4-connector-lag.md',
          queries: [0.5, 0.95, 0.99].map((share) => [
            quantile(share, DELAY, [], 'cause="change"'),
            `p${share * 100}`,
          ]),
        },
        {
          title: 'within 5 s',
          shape: 'lines',
          unit: 'percentunit',
          description: 'Share of the changes. The objective is 99.5 % over 30 days.',
          runbook: '4-connector-lag.md',
          queries: [
            [
              `sum(rate(${DELAY}_bucket{cause="change",le="5"}[${WINDOW}])) / (sum(rate(${DELAY}_count{cause="change"}[${WINDOW}])) > 0)`,
              'in time',
            ],
          ],
        },
        {
          title: 'age of what is shown',
          shape: 'lines',
          unit: 's',
          bad_from: 5,
          description: 'By partition; a lone one is its holder, all of them are the capture.',
          runbook: '4-connector-lag.md',
          queries: [['max by (partition) (stockproof_freshness_seconds)', 'partition {{partition}}']],
        },
        {
          title: 'messages that wait',
          shape: 'lines',
          unit: 'short',
          description: 'Of each group and topic, as of the last fetch.',
          runbook: '4-connector-lag.md',
          queries: [['sum by (group, topic) (stockproof_consumer_lag_messages)', '{{group}} < {{topic}}']],
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'changes by result',
          shape: 'lines',
          unit: 'eps',
          description: 'A version gap makes its offer suspect; a changed row of the ledger is an incident.',
          runbook: '12-ledger-went-back.md',
          queries: [[perSecond('stockproof_projected_changes_total', ['result']), '{{result}}']],
        },
        {
          title: 'published by cause',
          shape: 'lines',
          unit: 'eps',
          description: 'Catch-up is what was sent again by a new holder, or after a swap of the projection.',
          runbook: '5-rebalance.md',
          queries: [[perSecond('stockproof_published_offers_total', ['cause']), '{{cause}}']],
        },
        {
          title: 'duration of a transaction',
          shape: 'lines',
          unit: 's',
          description: 'Of a batch of the projection, with its retries.',
          runbook: '4-connector-lag.md',
          queries: [0.5, 0.99].map((share) => [
            quantile(share, 'stockproof_fold_batch_seconds'),
            `p${share * 100}`,
          ]),
        },
        {
          title: 'transactions tried again',
          shape: 'lines',
          unit: 'ops',
          bad_from: 1,
          description: 'By kind of error of the database.',
          runbook: '4-connector-lag.md',
          queries: [[perSecond('stockproof_projection_retries_total', ['error']), '{{error}}']],
        },
        {
          title: 'open event streams',
          shape: 'lines',
          unit: 'short',
          description: 'Clients that follow offers, reservations or runs.',
          queries: [['sum by (job) (stockproof_open_streams)', '{{job}}']],
        },
        {
          title: 'queries that wait for a connection',
          shape: 'lines',
          unit: 'short',
          bad_from: 1,
          description: 'Of each pool; above 0 for minutes it is too small, or its statements hang.',
          runbook: '19-a-part-does-not-run.md',
          queries: [
            [
              'max by (job, db_client_connection_pool_name) (db_client_connections_pending_requests)',
              '{{job}} {{db_client_connection_pool_name}}',
            ],
          ],
        },
      ],
    },
  ],
};
