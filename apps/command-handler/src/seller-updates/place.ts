import { Problem } from '@stockproof/http';
import { z } from 'zod';

/**
 * Where an outcome is in the order of a seller's updates: by time, then by its record's position, then by its id. Duplicates have no
 * position of their own: -1.
 */
export interface UpdatePlace {
  /** To the millisecond, as outcomes are stored. */
  readonly at: Date;
  readonly partition: number;
  readonly offset: number;
  readonly event_id: string | null;
}

/** Before the first place and after the last one at a time. */
export const placeBefore = (at: Date): UpdatePlace => ({ at, partition: -2, offset: -2, event_id: '' });
export const LAST_PLACE: UpdatePlace = {
  at: new Date(8.64e15),
  partition: 0,
  offset: 0,
  event_id: '',
};

const places = z.tuple([
  z.int().min(0).max(8.64e15),
  z.int().min(-2).max(2_147_483_647),
  z.int().min(-2),
  z.string().max(128),
]);

/** A place as a text of `next_after`, for the caller to give back. */
export function encodePlace({ at, partition, offset, event_id }: UpdatePlace): string {
  const members = [at.getTime(), partition, offset, event_id ?? ''];
  return Buffer.from(JSON.stringify(members)).toString('base64url');
}

/** Reads a text that `encodePlace` made. Throws a 400 for any other. */
export function readPlace(value: unknown, name: string): UpdatePlace {
  const text = typeof value === 'string' && /^[\w-]{1,1000}$/.test(value) ? value : '';
  const { data } = places.safeParse(parsed(Buffer.from(text, 'base64url').toString('utf8')));
  if (data === undefined || data[3].includes('\u0000'))
    throw new Problem(400, 'bad_request', `${name} must be a next_after of the page before`);
  const [at_ms, partition, offset, event_id] = data;
  return { at: new Date(at_ms), partition, offset, event_id };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
