/**
 * What became of a line. 202: the update is in the topic. Otherwise the problem (RFC 9457) that it would have had
 * if it had been posted alone.
 */
export type FileReportLine =
  | { readonly line: number; readonly event_id: string; readonly status: 202 }
  | {
      readonly line: number;
      readonly event_id: string | null;
      readonly type: string;
      readonly title: string;
      readonly status: number;
      readonly code: string;
      readonly detail: string;
    };

/**
 * The last line of a report. If the file was not read to its end, `done` is false and the problem is there;
 * `next_line` is the first line that was not taken.
 */
export interface FileReportEnd {
  readonly done: boolean;
  readonly next_line: number;
  readonly queued: number;
  readonly refused: number;
  readonly code?: string;
  readonly detail?: string;
}

export function isReportEnd(value: FileReportLine | FileReportEnd): value is FileReportEnd {
  return 'done' in value;
}
