/** What runbook 10 says to do, with the commands filled in. */
export interface RunbookStep {
  readonly text: string;
  readonly command: string | null;
}

const REPAIRS: Readonly<Record<string, string>> = {
  'postgres-inventory-connector':
    'recovery run --contract inventory-availability-projection --scope all --mode repair',
  'postgres-stock-connector': 'recovery run --contract inventory-stock-tables --scope all --mode repair',
  'postgres-outbox-connector': 'outcomes check',
};

const step = (text: string, command: string | null = null): RunbookStep => ({
  text,
  command:
    command === null ? null : command.startsWith('curl') ? command : `npm run -s stockproof -- ${command}`,
});
const RESTART = step('Restart Connect.', 'part restart connect');

const beginAgain = (name: string): readonly RunbookStep[] => [
  step(
    'Begin again from a new slot. The reason is kept in the security log.',
    `connector reset-offsets ${name} --reason TEXT`,
  ),
  step('Wait until it is healthy.'),
  step('What happened in between was not published: have it published again.', REPAIRS[name] ?? null),
];

/** The steps for a reason of a connector's verdict; empty if there is nothing to do. Pure. */
export function runbookSteps(name: string, reason: string): readonly RunbookStep[] {
  switch (reason) {
    case 'task_failed':
    case 'connector_failed':
    case 'restart_loop':
      return [
        step(
          'Read the error and remove its cause. The task is restarted by itself, after 2 s, 4 s, 8 s, up to 2 min.',
        ),
      ];
    case 'heartbeat_missing':
    case 'slot_inactive':
    case 'connect_unreachable':
      return [RESTART];
    case 'connector_missing':
      return [step('Stop and start: the start registers it.')];
    case 'stopped_by_operator':
    case 'no_task':
      return [
        step(
          'Resume it. $CONNECT is the address of Connect with its login.',
          `curl -X PUT $CONNECT/connectors/${name}/resume`,
        ),
        step('If there is no task after 30 s, begin again.'),
        ...beginAgain(name),
      ];
    case 'slot_lost':
    case 'slot_missing':
    case 'lsn_ahead_of_server':
      return beginAgain(name);
    case 'other_server':
      return [
        step('Compare the ledger with Kafka first: do not write to a ledger that went back in time.'),
        step('Accept the server.', 'connector accept-server --reason TEXT'),
        ...beginAgain(name),
      ];
    case 'database_unreachable':
      return [step('PostgreSQL does not answer: that first.')];
    case 'slot_at_risk':
    case 'lagging':
      return [
        step(
          'It moves, and late. Find what writes so much; raise max_slot_wal_keep_size before the slot is lost.',
        ),
      ];
    default:
      return [];
  }
}
