/**
 * Data of a run's event as it is read now. Histories from before `recovery_claimed` had that name say
 * `recovery_taken_up`. Pure; knows no schema versions, for all events have the first.
 */
export function upcastRunEvent(
  type: string,
  _schema_version: number,
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return type === 'recovery_taken_up' ? { ...data, type: 'recovery_claimed' } : data;
}
