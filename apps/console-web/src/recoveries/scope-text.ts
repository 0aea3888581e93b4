import { counted, utc } from '../words/format.js';

/** How many names of a scope are written out. */
const NAMES = 3;

/** A scope in words. A scope of a type that is not known is shown as its JSON. */
export function scopeText(scope: Readonly<Record<string, unknown>> & { readonly type: string }): string {
  switch (scope.type) {
    case 'all':
      return 'all offers';
    case 'by_sku':
      return named('SKU', textsIn(scope['skus']));
    case 'by_seller':
      return named('seller', textsIn(scope['seller_ids']));
    case 'by_offer':
      return named(
        'offer',
        (Array.isArray(scope['offers']) ? scope['offers'] : []).map(
          ({ seller_id, sku }: { seller_id?: unknown; sku?: unknown }) =>
            `${String(seller_id)}/${String(sku)}`,
        ),
      );
    case 'by_time_window':
      return `events from ${utc(String(scope['from_event_time']))} to ${utc(String(scope['to_event_time']))}`;
    case 'by_topic_partition':
      return `${String(scope['topic'])}/${String(scope['partition'])}, offsets ${String(scope['from_offset'])} to ${String(scope['to_offset'])}`;
    default:
      return JSON.stringify(scope);
  }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function named(what: string, names: readonly string[]): string {
  if (names.length > NAMES) return `${counted(names.length, what)}: ${names.slice(0, NAMES).join(', ')}, …`;
  return `${what} ${names.join(', ')}`;
}
