/** Callers: without credential, a seller, and the development operators with their roles. */
export const PRINCIPALS = ['nobody', 'seller', 'ada', 'grace', 'rosa', 'iris', 'orders'] as const;

export type PrincipalName = (typeof PRINCIPALS)[number];

const EVERYBODY = [...PRINCIPALS];
const OPERATORS: readonly PrincipalName[] = ['ada', 'grace', 'rosa'];
/** Ada is admin, viewer and requester; grace viewer and approver; rosa viewer and break-glass; iris security-auditor. */
const KNOWN: readonly PrincipalName[] = ['seller', 'ada', 'grace', 'rosa', 'iris', 'orders'];
const NOBODY: readonly PrincipalName[] = [];

/**
 * Every operation of every service, and who may call it. Every other caller gets a 401 or a 403. An operation
 * that is missing here fails the test, so none is open because it was forgotten.
 */
export const MATRIX: Readonly<Record<string, readonly PrincipalName[]>> = {
  'ingestion POST /v1/inventory-updates': ['seller'],
  'ingestion GET /v1/whoami': KNOWN,
  'ingestion POST /v1/introspect': NOBODY,
  'ingestion GET /v1/schemas': EVERYBODY,
  'ingestion GET /v1/schemas/{type}/{version}': EVERYBODY,
  'ingestion POST /v1/api-key-requests': ['ada'],
  'ingestion GET /v1/api-key-requests': ['ada', 'grace'],
  'ingestion GET /v1/api-key-requests/{id}': ['ada', 'grace'],
  'ingestion POST /v1/api-key-requests/{id}/approve': ['grace'],
  'ingestion POST /v1/api-key-requests/{id}/collect': ['ada'],
  'ingestion POST /v1/api-key-requests/{id}/withdraw': ['ada'],
  'ingestion GET /v1/sellers/{seller_id}/api-keys': ['seller', 'ada', 'grace'],
  'ingestion POST /v1/sellers/{seller_id}/api-keys/{key_id}/rotate': ['seller'],
  'ingestion DELETE /v1/sellers/{seller_id}/api-keys/{key_id}': ['seller', 'ada'],
  'ingestion GET /v1/security-log': ['iris'],
  'ingestion POST /v1/token-revocations': ['ada'],
  'ingestion GET /v1/token-revocations': ['ada'],
  'command_handler GET /v1/inventory-updates/{event_id}': ['seller', ...OPERATORS],
  'command_handler GET /v1/accounting': OPERATORS,
  'command_handler GET /v1/connector-lag': OPERATORS,
  'command_handler GET /v1/connectors': OPERATORS,
  'command_handler GET /v1/offers/{seller_id}/{sku}': ['seller', ...OPERATORS],
  'command_handler GET /v1/offers/{seller_id}/{sku}/transactions': ['seller', ...OPERATORS],
  'availability GET /v1/availability-stream': EVERYBODY,
  'availability GET /v1/availability/{sku}': EVERYBODY,
  'availability GET /v1/availability/{sku}/{seller_id}': EVERYBODY,
  'availability POST /v1/availability': EVERYBODY,
  'availability POST /v1/availability/batch': EVERYBODY,
  'recovery POST /v1/recoveries': OPERATORS,
  'recovery GET /v1/recoveries': OPERATORS,
  'recovery GET /v1/recoveries/{id}': OPERATORS,
  'recovery GET /v1/recoveries/{id}/history': OPERATORS,
  'recovery GET /v1/recoveries/{id}/progress': OPERATORS,
  'recovery POST /v1/recoveries/{id}/plan': OPERATORS,
  'recovery POST /v1/recoveries/{id}/approve': OPERATORS,
  'recovery POST /v1/recoveries/{id}/reject': OPERATORS,
  'recovery POST /v1/recoveries/{id}/start': OPERATORS,
  'recovery POST /v1/recoveries/{id}/pause': OPERATORS,
  'recovery POST /v1/recoveries/{id}/resume': OPERATORS,
  'recovery POST /v1/recoveries/{id}/rate': OPERATORS,
  'recovery POST /v1/recoveries/{id}/abort': OPERATORS,
  'recovery POST /v1/recoveries/{id}/review': OPERATORS,
  'recovery GET /v1/break-glass': OPERATORS,
  'recovery GET /v1/recoveries/{id}/evidence': OPERATORS,
  'recovery GET /v1/evidence': OPERATORS,
  'recovery GET /v1/evidence/keys': EVERYBODY,
  'recovery POST /v1/evidence/keys/rotate': ['ada'],
  'recovery GET /v1/evidence/{id}': OPERATORS,
  'recovery GET /v1/evidence/{id}/report': OPERATORS,
  'recovery GET /v1/evidence/{id}/in-toto': OPERATORS,
  'recovery GET /v1/evidence/{id}/proof': OPERATORS,
  'recovery GET /v1/confidence': OPERATORS,
  'recovery GET /v1/confidence/offers': OPERATORS,
  'recovery GET /v1/dead-letters': OPERATORS,
  'recovery GET /v1/dead-letters/{topic}/{partition}/{offset}': OPERATORS,
  'recovery POST /v1/outcomes/check': OPERATORS,
  'recovery POST /v1/outcomes/emissions': ['grace', 'rosa'],
  'recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/redrives': ['ada'],
  'recovery GET /v1/redrives': OPERATORS,
  'recovery GET /v1/redrives/{id}': OPERATORS,
  'recovery POST /v1/redrives/{id}/approve': ['grace'],
  'recovery POST /v1/redrives/{id}/send': ['ada', 'grace'],
  'recovery POST /v1/redrives/{id}/withdraw': ['ada'],
  'recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/release': ['grace', 'rosa'],
  'recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/dismiss': ['grace', 'rosa'],
  'reservation POST /v1/reservations': ['orders'],
  'reservation GET /v1/reservations': ['orders', ...OPERATORS],
  'reservation POST /v1/reservations/{id}/confirm': ['orders'],
  'reservation POST /v1/reservations/{id}/cancel': ['orders'],
  'reservation GET /v1/reservations/{id}': ['orders', ...OPERATORS],
  'reservation GET /v1/reservations/{id}/events': ['orders', ...OPERATORS],
};
