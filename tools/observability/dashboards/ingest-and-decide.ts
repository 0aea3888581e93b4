import { type Board, perSecond, quantile, WINDOW } from './board.js';

const DURATION = 'http_server_request_duration_seconds';
const POSTS = 'http_route="/v1/inventory-updates",http_request_method="POST"';

/** What sellers post, and what the ledger decides. */
export const ingestAndDecide: Board = {
  name: 'ingest-and-decide',
  title: 'Ingest and decide',
  description: 'What sellers post, how it is answered, and what the ledger decides.',
  rows: [
    {
      title: 'Requests',
      panels: [
        {
          title: 'requests by service',
          shape: 'lines',
          unit: 'reqps',
          description: 'All requests, also refused ones.',
          queries: [[perSecond(`${DURATION}_count`, ['job']), '{{job}}']],
        },
        {
          title: 'posts of updates by status',
          shape: 'lines',
          unit: 'reqps',
          description: '4xx is the sender’s matter; 429 and 503 are those that should come again.',
          runbook: '16-posts-are-refused.md',
          queries: [
            [
              perSecond(`${DURATION}_count`, ['http_response_status_code'], POSTS),
              '{{http_response_status_code}}',
            ],
          ],
        },
        {
          title: 'duration of posts',
          shape: 'lines',
          unit: 's',
          bad_from: 1,
          description: 'From the head of the request to the end of its answer.',
          runbook: '16-posts-are-refused.md',
          queries: [0.5, 0.95, 0.99].map((share) => [
            quantile(share, DURATION, [], POSTS),
            `p${share * 100}`,
          ]),
        },
        {
          title: 'faults by route',
          shape: 'lines',
          unit: 'reqps',
          description: 'Answers of 500 and above. All of them are ours.',
          runbook: '16-posts-are-refused.md',
          queries: [
            [
              perSecond(`${DURATION}_count`, ['job', 'http_route'], 'http_response_status_code=~"5.."'),
              '{{job}} {{http_route}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Ingestion',
      panels: [
        {
          title: 'events by result',
          shape: 'lines',
          unit: 'eps',
          description: 'Each event of a post alone: queued, or the code of its problem.',
          runbook: '16-posts-are-refused.md',
          queries: [[perSecond('stockproof_ingested_events_total', ['result']), '{{result}}']],
        },
        {
          title: 'acks of the broker',
          shape: 'lines',
          unit: 's',
          description: 'From the request to acks=all.',
          runbook: '16-posts-are-refused.md',
          queries: [0.5, 0.99].map((share) => [
            quantile(share, 'stockproof_ingest_ack_seconds'),
            `p${share * 100}`,
          ]),
        },
        {
          title: 'what waits',
          shape: 'lines',
          unit: 'short',
          description:
            'Events that wait for the broker, and updates that the command handler has not applied.',
          runbook: '16-posts-are-refused.md',
          queries: [
            ['sum(stockproof_ingest_pending_events)', 'for the broker'],
            ['max(stockproof_ingest_backlog_messages)', 'for the command handler'],
          ],
        },
        {
          title: 'refused logins',
          shape: 'lines',
          unit: 'reqps',
          description: 'Credentials that were not accepted. Throttled: after too many from one address.',
          queries: [
            [
              perSecond('stockproof_logins_refused_total', ['job', 'throttled']),
              '{{job}} throttled={{throttled}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Decisions',
      panels: [
        {
          title: 'updates by outcome',
          shape: 'lines',
          unit: 'eps',
          description: 'Received is exactly the sum of these.',
          queries: [[perSecond('stockproof_outcomes_total', ['outcome']), '{{outcome}}']],
        },
        {
          title: 'duration of a transaction',
          shape: 'lines',
          unit: 's',
          description: 'Of a batch of the command handler, with its retries.',
          runbook: '4-connector-lag.md',
          queries: [0.5, 0.99].map((share) => [
            quantile(share, 'stockproof_apply_batch_seconds'),
            `p${share * 100}`,
          ]),
        },
        {
          title: 'updates of a transaction',
          shape: 'lines',
          unit: 'short',
          description: 'Grows with the load: a batch is what came while the last one was written.',
          queries: [
            [
              `sum(rate(stockproof_apply_batch_size_sum[${WINDOW}])) / sum(rate(stockproof_apply_batch_size_count[${WINDOW}]))`,
              'mean',
            ],
          ],
        },
        {
          title: 'transactions tried again',
          shape: 'lines',
          unit: 'ops',
          bad_from: 1,
          description: 'By kind of error of the database.',
          runbook: '4-connector-lag.md',
          queries: [[perSecond('stockproof_apply_retries_total', ['error']), '{{error}}']],
        },
      ],
    },
  ],
};
