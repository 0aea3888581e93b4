import { hash } from 'node:crypto';
import { canonicalDigest } from '@stockproof/evidence';
import { recordPositionKey, type RecordPosition } from '../../record-position.js';

/** What a dead letter of a plan is sent as. */
export interface SentAs {
  readonly seller_id: string;
  readonly event_id: string;
  readonly sku: string;
  /** Exactly what is sent. */
  readonly value: string;
  /** Hex. */
  readonly request_hash: string;
}

/** Why a dead letter is not sent: a stable code and a sentence. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
}

/** A dead letter of a plan: what it would be sent as, or why it is not sent. */
export interface DraftedLine {
  readonly place: RecordPosition;
  /** How often it was sent when the plan was made. */
  readonly attempts_before: number;
  readonly sent_as: SentAs | null;
  readonly refusal: Refusal | null;
}

/** The line of a dead letter that the plan does not send. Pure. */
function refusedLine(line: DraftedLine, { code, detail }: Refusal): DraftedLine {
  return { ...line, sent_as: null, refusal: { code, detail } };
}

/**
 * Refuses each line whose seller and event id an earlier line has with other content: a patch that gives all messages
 * one id is not one event. Pure.
 */
export function refuseTwins(lines: readonly DraftedLine[]): DraftedLine[] {
  const first = new Map<string, { readonly request_hash: string; readonly place: RecordPosition }>();
  return lines.map((line) => {
    if (line.sent_as === null) return line;
    const { seller_id, event_id, request_hash } = line.sent_as;
    const key = JSON.stringify([seller_id, event_id]);
    const known = first.get(key);
    if (known === undefined) first.set(key, { request_hash, place: line.place });
    if (known === undefined || known.request_hash === request_hash) return line;
    return refusedLine(line, {
      code: 'event_id_taken',
      detail: `${recordPositionKey(known.place)} of this plan becomes an event ${event_id} of ${seller_id} with other content`,
    });
  });
}

/**
 * The digest that an approval of a plan binds (hex): each dead letter in order with exactly what it is sent as, or that it
 * is not sent, and why. Pure.
 */
export function redrivePlanDigest(lines: readonly DraftedLine[]): string {
  return canonicalDigest({
    lines: lines.map(({ place, sent_as, refusal }) => ({
      dead_letter: recordPositionKey(place),
      ...(sent_as === null
        ? { refused: refusal?.code ?? '' }
        : {
            seller_id: sent_as.seller_id,
            event_id: sent_as.event_id,
            payload_digest: hash('sha256', sent_as.value, 'hex'),
          }),
    })),
  });
}

/** What of a dead letter may change after the plan was made. */
export interface PresentState {
  /** Null while it is open. */
  readonly closed_as: string | null;
  /** How often it was sent; null: it was dismissed. */
  readonly attempts: number | null;
}

/** The first dead letter of the set that is not as it was when the plan was made; null if none. Pure. */
export function findChanged(
  lines: readonly DraftedLine[],
  present: (place: RecordPosition) => PresentState | undefined,
): string | null {
  for (const { place, attempts_before } of lines) {
    const now = present(place);
    const key = recordPositionKey(place);
    if (now === undefined) return `${key} is not in the quarantine any more`;
    if (now.closed_as !== null) return `${key} was ${now.closed_as} meanwhile`;
    if (now.attempts === null) return `${key} was dismissed meanwhile`;
    if (now.attempts !== attempts_before) return `${key} was sent or released meanwhile`;
  }
  return null;
}
