/** What is checked of a record, in this order. */
export type FindingName =
  'shape' | 'digest' | 'key' | 'signature' | 'verdict' | 'approval' | 'chain' | 'inclusion';

/** The result of one check of one record. */
export interface Finding {
  readonly check: FindingName;
  /** `not checked`: what it needs is not there, and the detail says what. */
  readonly state: 'pass' | 'fail' | 'not checked';
  /** The wrong member, as `counts.table.read`; null unless it failed and the member is known. */
  readonly field: string | null;
  readonly detail: string;
}

/** A check that holds. */
export const passed = (check: FindingName, detail: string): Finding => ({
  check,
  state: 'pass',
  field: null,
  detail,
});

/** A check that fails, with the wrong member. */
export const failed = (check: FindingName, field: string | null, detail: string): Finding => ({
  check,
  state: 'fail',
  field,
  detail,
});

/** A check that could not be made. */
export const unchecked = (check: FindingName, detail: string): Finding => ({
  check,
  state: 'not checked',
  field: null,
  detail,
});
