export interface Total {
  readonly passed: number;
  readonly failed: number;
}

/** The last line of a run; the exit code says the same. */
export function sayTotal({ passed, failed }: Total): void {
  console.log(`${passed} passed, ${failed} failed`);
  // If nothing passed, nothing was run, which is no success.
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
