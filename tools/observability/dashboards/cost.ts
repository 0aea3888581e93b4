import { type Board, perSecond, quantile, type Query, WINDOW } from './board.js';

const CPU = 'process_cpu_time_seconds_total';
/** What each service works on, as a counter: the domain that its CPU is divided by. */
const WORK: readonly (readonly [job: string, events: string, what: string])[] = [
  ['stockproof-ingestion', 'stockproof_ingested_events_total', 'posted event'],
  ['stockproof-command-handler', 'stockproof_outcomes_total', 'decided update'],
  ['stockproof-availability-projection', 'stockproof_projected_changes_total', 'projected change'],
];

const cpu = (job: string): string => `sum(rate(${CPU}{job="${job}"}[${WINDOW}]))`;
const perEvent: readonly Query[] = WORK.map(([job, events, what]) => [
  `${cpu(job)} / (${perSecond(events)} > 0)`,
  `${job}, of a ${what}`,
]);

/** What an event costs, by service. */
export const cost: Board = {
  name: 'cost',
  title: 'Cost',
  description:
    'What an event costs in CPU by service, and what is used at rest. Servers: see their own exporters.',
  rows: [
    {
      title: 'CPU per event',
      panels: [
        {
          title: 'CPU of a service over what it works on',
          shape: 'lines',
          unit: 's',
          description: 'Includes what it uses at rest, so it falls as the load rises; compare at equal load.',
          queries: perEvent,
        },
        {
          title: 'CPU of all services over decided updates',
          shape: 'lines',
          unit: 's',
          description: 'The whole pipeline without its servers.',
          queries: [
            [
              `sum(rate(${CPU}{job=~"stockproof-(ingestion|command-handler|availability-projection)"}[${WINDOW}])) / (${perSecond('stockproof_outcomes_total')} > 0)`,
              'of an update',
            ],
          ],
        },
        {
          title: 'CPU of a verified unit',
          shape: 'lines',
          unit: 's',
          description: 'Of verifications without a request, in the domain of recovery.',
          runbook: '17-proofs-grow-old.md',
          queries: [
            [
              `${perSecond('stockproof_verification_cpu_seconds_total')} / (${perSecond('stockproof_verification_units_total')} > 0)`,
              'of a unit',
            ],
          ],
        },
        {
          title: 'share of a core for verification',
          shape: 'lines',
          unit: 'percentunit',
          description: 'Of the last unit with the wait after it; 0 while nothing is due.',
          runbook: '17-proofs-grow-old.md',
          queries: [['max(stockproof_verification_cpu_share)', 'share']],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'cores in use',
          shape: 'lines',
          unit: 'short',
          description: 'CPU seconds of each second, by service and mode.',
          queries: [[perSecond(CPU, ['job', 'cpu_mode']), '{{job}} {{cpu_mode}}']],
        },
        {
          title: 'resident memory',
          shape: 'lines',
          unit: 'bytes',
          description: 'Bounded by settings (ADR 0060).',
          queries: [['max by (job) (process_memory_usage_bytes)', '{{job}}']],
        },
        {
          title: 'heap in use',
          shape: 'lines',
          unit: 'percentunit',
          description: 'Of the largest heap that V8 takes.',
          queries: [['max by (job) (v8js_memory_heap_used_bytes / v8js_memory_heap_limit_bytes)', '{{job}}']],
        },
        {
          title: 'event loop',
          shape: 'lines',
          unit: 's',
          bad_from: 1,
          description: 'The latest timer: how long a process did nothing else.',
          runbook: '19-a-part-does-not-run.md',
          queries: [['max by (job) (nodejs_eventloop_delay_max_seconds)', '{{job}}']],
        },
        {
          title: 'garbage collection',
          shape: 'lines',
          unit: 's',
          description: 'Pauses, 99th percentile.',
          queries: [[quantile(0.99, 'v8js_gc_duration_seconds', ['job']), '{{job}}']],
        },
        {
          title: 'what runs',
          shape: 'lines',
          unit: 'short',
          description: 'Processes by version of the package: two at once are a deployment that is not over.',
          queries: [['count by (job, version) (stockproof_build_info)', '{{job}} {{version}}']],
        },
      ],
    },
  ],
};
