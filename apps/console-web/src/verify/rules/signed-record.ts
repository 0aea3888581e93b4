import type { EvidenceControllerRecordResponse } from '../../api/generated/recovery/types.gen.js';

/** An evidence record, as the service's document describes it. */
export type SignedRecord = Omit<EvidenceControllerRecordResponse, 'candidate' | 'reconciliation'> & {
  readonly reconciliation: Readonly<Record<string, boolean | null>>;
  readonly candidate: EvidenceControllerRecordResponse['candidate'] | null;
};

/** The seal of a record without its signature: what is signed. */
export type Seal = SignedRecord['integrity'];
