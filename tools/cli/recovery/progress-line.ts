/** The fields of a run that the line shows. */
export interface Shown {
  readonly status: string;
  readonly step: string | null;
  readonly reason: string | null;
  readonly progress: {
    readonly step: string;
    readonly events_total: number;
    readonly events_read: number;
    readonly events_per_second: number;
    readonly repairs_sent: number;
    readonly repairs_applied: number;
  } | null;
}

const BAR = 24;

/** One line with a bar, at most as long as the terminal is wide. */
export function progressLine({ status, step, progress }: Shown, columns = 80): string {
  if (progress === null) return `${status}${step === null ? '' : `, ${step}`}`.slice(0, columns - 1);
  const { events_total, events_read, events_per_second, repairs_sent, repairs_applied } = progress;
  const share = events_total === 0 ? 0 : Math.min(1, events_read / events_total);
  const filled = Math.round(share * BAR);
  const bar = `${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}`;
  const repairs = repairs_sent === 0 ? '' : `, repairs ${repairs_applied}/${repairs_sent}`;
  return `${status} [${bar}] ${progress.step}, ${events_read} of ${events_total} events, ${events_per_second}/s${repairs}`.slice(
    0,
    columns - 1,
  );
}
