/** Login roles of the services; the migrations of each database grant their rights. */
export const ROLES = [
  'ingestion',
  'command_handler',
  'availability_projection',
  'recovery',
  'reservation',
  'identity_provider',
  'debezium',
  'auditor',
  'security_auditor',
] as const;

export type Role = (typeof ROLES)[number];

/** Limits of a role. Durations are in PostgreSQL's format; 0 is no limit. */
export interface RoleLimits {
  /**
   * Connections at the same time: those of two processes, and as many again that the server has not yet found
   * to be gone.
   */
  readonly connections: number;
  readonly settings: Readonly<
    Record<'statement_timeout' | 'lock_timeout' | 'idle_in_transaction_session_timeout', string>
  >;
}

/**
 * A statement of a service is over in milliseconds. Who holds a lock and does nothing is ended after 10 s, so
 * who waits for it twice as long waits for nothing. All three end as errors of the moment: the service tries
 * again.
 */
const SERVICE = { statement_timeout: '60s', lock_timeout: '20s', idle_in_transaction_session_timeout: '10s' };

/**
 * Default settings of a role's sessions. They protect against hanging and flooding, not against the role,
 * which may change them.
 */
export const ROLE_LIMITS: Readonly<Record<Role, RoleLimits>> = {
  ingestion: { connections: 20, settings: SERVICE },
  command_handler: { connections: 50, settings: SERVICE },
  availability_projection: { connections: 40, settings: SERVICE },
  recovery: { connections: 50, settings: SERVICE },
  reservation: { connections: 70, settings: SERVICE },
  identity_provider: { connections: 8, settings: SERVICE },
  // Four connections a connector, and those of the one before it. Its replication stream is no statement.
  debezium: { connections: 60, settings: SERVICE },
  security_auditor: { connections: 10, settings: SERVICE },
  // A replay copies whole histories, and holds their snapshot until all of them are read.
  auditor: {
    connections: 80,
    settings: { statement_timeout: '2h', lock_timeout: '20s', idle_in_transaction_session_timeout: '2h' },
  },
};
