import { PRODUCE_REQUEST_BYTES, RECORD_OVERHEAD_BYTES } from '@stockproof/bounds';
import type { ProducedMessage } from './port.js';

/** Most bytes that a message takes in its request, before compression. */
export function producedBytes({ key, value, headers = {} }: ProducedMessage): number {
  const texts = [key ?? '', value ?? '', ...Object.entries(headers).flat()];
  return texts.reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    RECORD_OVERHEAD_BYTES + 10 * Object.keys(headers).length,
  );
}

/**
 * Splits consecutive messages into parts below the limit of a request. A message that alone exceeds it is a
 * part of its own. The order is kept.
 */
export function inRequests(
  messages: readonly ProducedMessage[],
  most = PRODUCE_REQUEST_BYTES,
): ProducedMessage[][] {
  const requests: ProducedMessage[][] = [];
  let room = 0;
  for (const message of messages) {
    const bytes = producedBytes(message);
    const open = requests.at(-1);
    if (open === undefined || bytes > room) {
      requests.push([message]);
      room = most - bytes;
    } else {
      open.push(message);
      room -= bytes;
    }
  }
  return requests;
}
