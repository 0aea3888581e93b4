import { grants, LOGINS, SELLERS } from '@stockproof/embedded';

/** One rule of a KafkaUser, as Strimzi writes it. */
interface Acl {
  readonly type: 'allow' | 'deny';
  readonly resource: {
    readonly type: 'topic' | 'group' | 'transactionalId';
    readonly name: string;
    readonly patternType: 'literal' | 'prefix';
  };
  readonly operations: readonly string[];
}

/** A login of Kafka as the chart's KafkaUser has it. */
export interface ChartUser {
  readonly name: string;
  readonly acls: readonly Acl[];
}

const RESOURCES = { topic: 'topic', group: 'group', transactional_id: 'transactionalId' } as const;

const OPERATIONS = {
  read: 'Read',
  write: 'Write',
  create: 'Create',
  delete: 'Delete',
  describe: 'Describe',
  describe_configs: 'DescribeConfigs',
} as const;

/** Who scales the consumers asks how far behind they are, and reads nothing. Only the chart has this login. */
const SCALER: ChartUser = {
  name: 'autoscaler',
  acls: [
    allow('topic', 'inventory', 'prefix', ['Describe']),
    ...['command-handler', 'availability-projection', 'reservation'].map((group) =>
      allow('group', group, 'literal', ['Describe']),
    ),
  ],
};

/**
 * The logins of the services, Connect and the auditor with exactly the grants of the embedded stack, and the
 * autoscaler. The development sellers are not in the chart.
 */
export function chartUsers(): ChartUser[] {
  const all = grants();
  const names = LOGINS.filter((login) => !(SELLERS as readonly string[]).includes(login));
  return [
    ...names.map((name): ChartUser => ({
      name,
      acls: all
        .filter(({ login }) => login === name)
        .map(({ denied = false, resource, name: what, begins_so, operations }): Acl => ({
          type: denied ? 'deny' : 'allow',
          resource: { type: RESOURCES[resource], name: what, patternType: begins_so ? 'prefix' : 'literal' },
          operations: operations.map((operation) => OPERATIONS[operation]),
        })),
    })),
    SCALER,
  ];
}

function allow(
  type: Acl['resource']['type'],
  name: string,
  patternType: Acl['resource']['patternType'],
  operations: readonly string[],
): Acl {
  return { type: 'allow', resource: { type, name, patternType }, operations };
}
