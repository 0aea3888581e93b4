/** The path of the system that a failpoint belongs to. */
export type FailpointPath =
  | 'write'
  | 'projection'
  | 'saga'
  | 'replay'
  | 'units'
  | 'repair'
  | 'promotion'
  | 'dead-letter'
  | 'redrive-plan'
  | 'start'
  | 'sealing'
  | 'damage';

/** A write that tests can make fail. */
export interface Failpoint {
  readonly path: FailpointPath;
  /** Whether it also supports `within`: everything is written and nothing is committed. */
  readonly transaction: boolean;
}

/**
 * The name of every awaited write. Before the write it has no effect; after it the effect is there, but the
 * caller has not learned of it.
 */
export const FAILPOINTS = {
  'ingestion.produce': { path: 'write', transaction: false },
  'ingestion.note-copy': { path: 'write', transaction: false },
  'ledger.apply': { path: 'write', transaction: true },
  'shard.claim': { path: 'start', transaction: false },
  'projection.fold': { path: 'projection', transaction: true },
  'projection.claim-published': { path: 'start', transaction: false },
  'projection.publish': { path: 'projection', transaction: false },
  'projection.advance-published': { path: 'projection', transaction: false },
  'projection.record-freshness': { path: 'projection', transaction: false },
  'saga.decide': { path: 'saga', transaction: true },
  'saga.command': { path: 'saga', transaction: false },
  'saga.apply-outcomes': { path: 'saga', transaction: true },
  'saga.resend': { path: 'saga', transaction: true },
  'saga.repair': { path: 'repair', transaction: true },
  'ledger.repair': { path: 'repair', transaction: true },
  'run.append': { path: 'replay', transaction: true },
  'run.send-repairs': { path: 'repair', transaction: false },
  'run.send-generation': { path: 'promotion', transaction: false },
  'projection.repair': { path: 'repair', transaction: true },
  'projection.mark-outcomes': { path: 'repair', transaction: false },
  'unit.create': { path: 'units', transaction: true },
  'unit.claim': { path: 'units', transaction: false },
  'unit.renew': { path: 'units', transaction: false },
  'unit.record': { path: 'units', transaction: false },
  'unit.release': { path: 'units', transaction: false },
  'unit.follow': { path: 'units', transaction: false },
  'unit.remove': { path: 'units', transaction: false },
  'evidence.write-file': { path: 'replay', transaction: false },
  'evidence.produce': { path: 'replay', transaction: false },
  'evidence.publish-confidence': { path: 'replay', transaction: false },
  'evidence.mark-published': { path: 'replay', transaction: true },
  'leader.claim': { path: 'write', transaction: false },
  'checkpoint.sign': { path: 'write', transaction: true },
  'checkpoint.anchor': { path: 'write', transaction: false },
  'dead-letter.claim-redrive': { path: 'dead-letter', transaction: false },
  'dead-letter.produce': { path: 'dead-letter', transaction: false },
  'dead-letter.record-sent': { path: 'dead-letter', transaction: false },
  'dead-letter.close': { path: 'dead-letter', transaction: false },
  'redrive-plan.hold': { path: 'redrive-plan', transaction: false },
  'redrive-plan.renew': { path: 'redrive-plan', transaction: false },
  'redrive-plan.note': { path: 'redrive-plan', transaction: false },
  'redrive-plan.claim': { path: 'redrive-plan', transaction: false },
  'redrive-plan.produce': { path: 'redrive-plan', transaction: false },
  'redrive-plan.record-sent': { path: 'redrive-plan', transaction: false },
  'redrive-plan.close': { path: 'redrive-plan', transaction: false },
  'redrive-plan.settle': { path: 'redrive-plan', transaction: false },
  'sealing.store': { path: 'sealing', transaction: false },
  'sealing.record': { path: 'sealing', transaction: true },
  'sealing.replace': { path: 'sealing', transaction: true },
  'sealing.delete': { path: 'sealing', transaction: false },
  'sealing.mark-deleted': { path: 'sealing', transaction: false },
  'damage.note': { path: 'damage', transaction: true },
  'damage.revoke': { path: 'damage', transaction: true },
  'damage.settle': { path: 'damage', transaction: false },
} as const satisfies Record<string, Failpoint>;

/**
 * The name of a write. `withFailpoint` takes no other, so every write that has a failpoint is in the
 * registry.
 */
export type FailpointName = keyof typeof FAILPOINTS;
