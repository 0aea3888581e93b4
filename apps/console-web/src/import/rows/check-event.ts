import { type Schema, Validator } from '@cfworker/json-schema';

/** What is wrong with an update, one sentence for each field; empty if nothing is. */
export type EventCheck = (event: Readonly<Record<string, unknown>>) => readonly string[];

/**
 * A check of updates by the schema that ingestion serves, and by what a schema of one update does not say of a seller's: M needs
 * somewhere to go, and reserved stock is the orders'. Ingestion checks again. The validator compiles nothing, because the page's policy allows no
 * code that is made at run time.
 */
export function eventCheck(schema: Readonly<Record<string, unknown>>): EventCheck {
  const validator = new Validator(schema as Schema, '7', false);
  return (event) => {
    const { errors } = validator.validate(event);
    const faults = errors
      .filter(({ keyword }) => keyword !== 'properties' && keyword !== 'additionalProperties')
      .map(({ instanceLocation, error }) => {
        const field = instanceLocation.replace(/^#\/?/, '');
        return field === '' ? error : `${field}: ${error}`;
      });
    return [...new Set([...faults, ...beyondSchema(event)])];
  };
}

function beyondSchema(event: Readonly<Record<string, unknown>>): string[] {
  const { operation, quantity, bucket_type, to_bucket_type, to_location_id, event_time } = event;
  return [
    ...(quantity === 0 && operation !== 'S' ? ['quantity: only a count (S) may be 0'] : []),
    ...(bucket_type === 'reserved' || to_bucket_type === 'reserved'
      ? ['bucket_type: reserved stock is changed by orders only']
      : []),
    ...(operation === 'M' && to_bucket_type === undefined && to_location_id === undefined
      ? ['operation: M needs to_bucket_type or to_location_id']
      : []),
    ...(typeof event_time === 'string' &&
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(event_time)
      ? ['event_time: must be a time with an offset, as 2026-06-19T18:23:11Z']
      : []),
  ];
}
