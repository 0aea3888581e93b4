import type { RedriveRequest } from './redrive-request.js';

/** What is read of a redrive that was asked for. */
export const REDRIVE_COLUMNS = `
  redrive_id, source_topic, source_partition, source_offset, seller_id, event_id, value, payload_digest, digest, reason,
  requested_by, requested_at, approved_by, approved_at, expires_at, sent_by, sent_at,
  withdrawn_at, withdrawn_reason`;

/** A row of these columns. */
export interface RedriveRow extends Omit<RedriveRequest, 'place' | 'approval' | 'sent' | 'withdrawn'> {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly approved_by: string | null;
  readonly approved_at: Date;
  readonly expires_at: Date;
  readonly sent_by: string | null;
  readonly sent_at: Date;
  readonly withdrawn_at: Date | null;
  readonly withdrawn_reason: string;
}

export function redriveOf(row: RedriveRow): RedriveRequest {
  const { source_topic: topic, source_partition: partition, source_offset: offset, ...rest } = row;
  const { approved_by, approved_at, expires_at, sent_by, sent_at, withdrawn_at, withdrawn_reason, ...asked } =
    rest;
  return {
    ...asked,
    place: { topic, partition, offset },
    approval: approved_by === null ? null : { by: approved_by, at: approved_at, expires_at },
    sent: sent_by === null ? null : { by: sent_by, at: sent_at },
    withdrawn: withdrawn_at === null ? null : { at: withdrawn_at, reason: withdrawn_reason },
  };
}
