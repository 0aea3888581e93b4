import { randomBytes } from 'node:crypto';
import type { RedriveContext } from './redrive-context.js';
import { readCorrection, refuseCorrection } from './read-correction.js';
import { digestsOf, type RedriveRequest } from './redrive-request.js';
import { insertRedriveRequest, findRedriveRequest } from './sql/redrive-requests.js';
import type { RecordPosition } from '../record-position.js';

/**
 * Stores a request to send a dead letter again as this event, with a reason. Nothing is sent. Rejects with a
 * Problem if it could not be sent now.
 */
export async function askRedrive(
  context: RedriveContext,
  position: RecordPosition,
  event: unknown,
  reason: string,
  by: string,
): Promise<RedriveRequest> {
  const { records, now_ms } = context;
  const update = readCorrection(event, now_ms());
  await refuseCorrection(context, position, update);
  const { seller_id, event_id } = update;
  const value = JSON.stringify(event);
  const redrive_id = `red-${new Date(now_ms()).toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
  const asked = {
    redrive_id,
    place: position,
    seller_id,
    event_id,
    value,
    ...digestsOf(position, value, update),
    reason,
    requested_by: by,
  };
  await insertRedriveRequest(records, asked);
  const written = await findRedriveRequest(records, redrive_id);
  if (written === undefined) throw new Error(`${redrive_id} was written and is not there`);
  return written;
}
