import { applyPatch, type Operation } from 'rfc6902';
import type { WholeDeadLetter } from '../../sql/dead-letters.js';
import type { Refusal } from './plan-line.js';

/** The text that a dead letter would be sent as, or why there is none. */
export type TextToSend =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly refusal: Refusal };

const refused = (code: string, detail: string): TextToSend => ({ ok: false, refusal: { code, detail } });

/**
 * The text of a dead letter's message: as it is, byte for byte, or with a JSON Patch (RFC 6902) applied. Refused if the
 * message is not kept whole, is not JSON in UTF-8, or an operation does not fit it. Pure.
 */
export function textToSend(
  { held, message_value }: Pick<WholeDeadLetter, 'held' | 'message_value'>,
  patch: readonly object[] | null,
): TextToSend {
  if (held !== 'whole' || message_value === null)
    return refused('not_whole', 'the message is not kept whole: redrive it alone, with its corrected event');
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(message_value);
    const event: unknown = JSON.parse(text);
    if (patch === null) return { ok: true, value: text };
    const failed = applyPatch(event, patch as Operation[]).find((error) => error !== null);
    if (failed === undefined) return { ok: true, value: JSON.stringify(event) };
    return refused('patch_does_not_fit', failed?.message ?? 'an operation does not fit');
  } catch {
    return refused(
      'not_json',
      'the message is not JSON in UTF-8: redrive it alone, with its corrected event',
    );
  }
}
