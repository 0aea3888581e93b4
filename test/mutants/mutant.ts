/** A plausible defect, and the tests that must find it. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** unit: pure, within a second. sim: worlds of the simulation. stack: on real servers, started for it. */
  readonly harness: 'unit' | 'sim' | 'stack';
  /** Path of the tests; for the simulation its options. */
  readonly tests: string;
  /** Only the tests whose name contains this text. */
  readonly only?: string;
  /** Settings of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A defect of pure code, found by unit specs. */
export const unit = (name: string, file: string, find: string, replace: string, tests: string): Mutant => ({
  name,
  file,
  find,
  replace,
  harness: 'unit',
  tests,
});
/** A defect that shows only in an unlucky order of events, found by worlds of the simulation. */
export const sim = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  file,
  find,
  replace,
  harness: 'sim',
  tests: '--from 1 --seeds 200',
});
/** A defect found by specs on real servers; `only`: by the tests whose name contains this text. */
export const stack = (
  name: string,
  file: string,
  find: string,
  replace: string,
  tests: string,
  only?: string,
  env: Readonly<Record<string, string>> = {},
): Mutant => ({
  name,
  file,
  find,
  replace,
  harness: 'stack',
  tests,
  env,
  ...(only === undefined ? {} : { only }),
});
