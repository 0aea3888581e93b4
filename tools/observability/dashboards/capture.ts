import { type Board, perSecond, WINDOW } from './board.js';

/** Slots and connectors: is the WAL read, and does it arrive. */
export const capture: Board = {
  name: 'capture',
  title: 'Capture',
  description:
    'Replication slots and connectors: is the WAL read, does it arrive, how long may it stand still.',
  rows: [
    {
      title: 'Connectors',
      panels: [
        {
          title: 'connectors that are not well',
          shape: 'number',
          unit: 'short',
          bad_from: 1,
          description:
            'By the verdict over task, slot, heartbeat and restarts; Connect’s word alone is not enough.',
          runbook: '10-connector-down.md',
          queries: [
            ['sum(max by (connector) (stockproof_connector_state{state!~"healthy|degraded"}))', 'not well'],
          ],
        },
        {
          title: 'tasks that bring nothing',
          shape: 'number',
          unit: 'short',
          bad_from: 1,
          description: 'Tasks that do not run, or whose changes do not arrive.',
          runbook: '10-connector-down.md',
          queries: [
            ['count(max by (connector, task) (stockproof_connector_task_up) == 0) or vector(0)', 'tasks'],
          ],
        },
        {
          title: 'state by connector',
          shape: 'lines',
          unit: 'bool_yes_no',
          description: 'The verdict that holds.',
          runbook: '10-connector-down.md',
          queries: [
            ['max by (connector, state) (stockproof_connector_state) > 0', '{{connector}} {{state}}'],
          ],
        },
        {
          title: 'age of the newest change in Kafka',
          shape: 'lines',
          unit: 's',
          bad_from: 15,
          description: 'By the heartbeat that travels through each slot.',
          runbook: '10-connector-down.md',
          queries: [['max by (connector) (stockproof_connector_heartbeat_age_seconds)', '{{connector}}']],
        },
        {
          title: 'restarts of tasks',
          shape: 'lines',
          unit: 'ops',
          description: 'A record that kills its connector shows here, not in the state of the task.',
          runbook: '10-connector-down.md',
          queries: [[perSecond('stockproof_connector_restarts_total', ['connector']), '{{connector}}']],
        },
        {
          title: 'why',
          shape: 'lines',
          unit: 'bool_yes_no',
          description: 'The reason of the verdict.',
          runbook: '10-connector-down.md',
          queries: [
            ['max by (connector, reason) (stockproof_connector_reason) > 0', '{{connector}} {{reason}}'],
          ],
        },
      ],
    },
    {
      title: 'Slots',
      panels: [
        {
          title: 'WAL that is not confirmed',
          shape: 'lines',
          unit: 'bytes',
          description: 'Without a reader it grows with everything that the server writes.',
          runbook: '4-connector-lag.md',
          queries: [['max by (slot) (stockproof_slot_lag_bytes)', '{{slot}}']],
        },
        {
          title: 'WAL that may still be written',
          shape: 'lines',
          unit: 'bytes',
          description: 'Before the slot is lost (max_slot_wal_keep_size).',
          runbook: '10-connector-down.md',
          queries: [['min by (connector) (stockproof_slot_safe_wal_bytes)', '{{connector}}']],
        },
        {
          title: 'slots that are read',
          shape: 'lines',
          unit: 'percentunit',
          description:
            'Share of the last five minutes. A connector that dies again and again reads for moments only.',
          runbook: '10-connector-down.md',
          queries: [['avg_over_time(stockproof_slot_active[5m])', '{{slot}}']],
        },
        {
          title: 'state of the WAL',
          shape: 'lines',
          unit: 'bool_yes_no',
          description: 'PostgreSQL’s wal_status. reserved and extended are well; unreserved is nearly lost.',
          runbook: '10-connector-down.md',
          queries: [
            [
              'max by (connector, wal_status) (stockproof_slot_wal_status) > 0',
              '{{connector}} {{wal_status}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Outbox',
      panels: [
        {
          title: 'written to the outbox',
          shape: 'lines',
          unit: 'eps',
          description: 'Rejections, dead letters and answers to stock commands that were committed.',
          runbook: '10-connector-down.md',
          queries: [[perSecond('stockproof_outbox_written_total', ['topic']), '{{topic}}']],
        },
        {
          title: 'arrived in their topics',
          shape: 'lines',
          unit: 'eps',
          description:
            'By the end offsets. Only the connector of the outbox writes there, so both graphs have the same sum.',
          runbook: '10-connector-down.md',
          queries: [[`max by (topic) (rate(stockproof_outbox_routed_total[${WINDOW}]))`, '{{topic}}']],
        },
      ],
    },
    {
      title: 'PostgreSQL',
      panels: [
        {
          title: 'sessions',
          shape: 'lines',
          unit: 'short',
          description: 'Of clients, by database, and how many the server takes.',
          runbook: '19-a-part-does-not-run.md',
          queries: [
            ['max by (database) (stockproof_postgres_connections)', '{{database}}'],
            ['max(stockproof_postgres_connections_max)', 'max_connections'],
          ],
        },
        {
          title: 'oldest open transaction',
          shape: 'lines',
          unit: 's',
          bad_from: 900,
          description:
            'It keeps vacuum back, and a logical slot cannot pass it. A large verification is one too.',
          runbook: '4-connector-lag.md',
          queries: [['max by (database) (stockproof_postgres_oldest_transaction_seconds)', '{{database}}']],
        },
        {
          title: 'size of a database',
          shape: 'lines',
          unit: 'bytes',
          description: 'On disk. docs/capacity.md says what an event and an offer take.',
          queries: [['max by (database) (stockproof_postgres_database_size_bytes)', '{{database}}']],
        },
        {
          title: 'dead rows of hot tables',
          shape: 'lines',
          unit: 'short',
          description: 'Row versions that vacuum has left. They grow while an old transaction is open.',
          runbook: '4-connector-lag.md',
          queries: [['max by (table) (stockproof_postgres_dead_rows)', '{{table}}']],
        },
      ],
    },
  ],
};
