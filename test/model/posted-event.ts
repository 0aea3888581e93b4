import type { ModelEvent } from './naive-ledger.js';

const TEXTS = ['event_id', 'seller_id', 'sku', 'operation', 'event_time'];

/** Reads the body of a posting for the model, which is given only well-formed events. Throws for another one. */
export function modelEvent(body: object): ModelEvent {
  if (!isWellFormed(body)) throw new Error(`no well-formed event: ${JSON.stringify(body)}`);
  return body;
}

function isWellFormed(body: object): body is ModelEvent {
  const typeOf = (field: string): string => typeof Reflect.get(body, field);
  return TEXTS.every((field) => typeOf(field) === 'string') && typeOf('quantity') === 'number';
}
