import { CREATE_EVENT_STORE, DROP_EVENT_STORE, EXTEND_EVENT_STORE } from '@stockproof/event-store';
import { CREATE_CONSUMER_POSITION, grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const RESERVATION = `
  CREATE TABLE reservation (
    reservation_id varchar(64) COLLATE "C" PRIMARY KEY,
    order_id       varchar(64) COLLATE "C" NOT NULL,
    status         varchar(16) NOT NULL,
    version        bigint      NOT NULL,
    requested_at   timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    attempts       integer     NOT NULL DEFAULT 0,
    next_step_at   timestamptz,
    stuck          boolean     NOT NULL DEFAULT false
  )`;

const LINE = `
  CREATE TABLE reservation_line (
    reservation_id varchar(64) COLLATE "C" NOT NULL REFERENCES reservation,
    line           integer     NOT NULL,
    seller_id      varchar(64) COLLATE "C" NOT NULL,
    sku            varchar(64) COLLATE "C" NOT NULL,
    location_id    varchar(64) COLLATE "C" NOT NULL,
    quantity       bigint      NOT NULL CHECK (quantity BETWEEN 1 AND 9007199254740991),
    status         varchar(16) NOT NULL,
    reason         varchar(64),
    available      bigint,
    PRIMARY KEY (reservation_id, line)
  )`;

const INDEXES = [
  'CREATE INDEX reservation_due ON reservation (next_step_at) WHERE next_step_at IS NOT NULL',
  `CREATE INDEX reservation_expiring ON reservation (expires_at) WHERE status IN ('requested', 'held')`,
  'CREATE INDEX reservation_stuck ON reservation (reservation_id) WHERE stuck',
  'CREATE INDEX reservation_line_by_offer ON reservation_line (seller_id, sku) ',
];

const GRANTS: RoleGrants = {
  reservation: [
    'SELECT, INSERT ON event',
    'SELECT, INSERT, UPDATE ON snapshot, reservation, reservation_line, consumer_position',
  ],
  auditor: ['SELECT ON ALL TABLES IN SCHEMA public'],
};

/** The events are the source of truth; the other two tables are the read model. */
export class CreateReservations1763700000001 implements MigrationInterface {
  readonly name = 'CreateReservations1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    const ddl = [
      ...CREATE_EVENT_STORE,
      ...EXTEND_EVENT_STORE,
      CREATE_CONSUMER_POSITION,
      RESERVATION,
      LINE,
      ...INDEXES,
    ];
    for (const one of ddl) await runner.query(one);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['reservation_line', 'reservation', 'consumer_position'])
      await runner.query(`DROP TABLE ${table}`);
    for (const one of DROP_EVENT_STORE) await runner.query(one);
  }
}
