import { MAX_AHEAD_MS } from '../formats/event-time.js';

/** The reasons why an update cannot be decoded, each with a sentence for the sender. */
export const UPDATE_PROBLEMS = {
  too_large: 'the message is larger than may be',
  empty_value: 'the message has no value',
  invalid_utf8: 'the text is not valid UTF-8',
  malformed_json: 'the text is not JSON',
  duplicate_key: 'a key is twice in the same object',
  inexact_number: 'a number cannot be held exactly; quantities are whole and at most 2^53-1',
  not_an_object: 'an update is a JSON object',
  unknown_version: 'schema_version must be 1 (or left out), 2 or 3',
  missing_field: 'a required field is missing',
  unknown_field: 'a field is not part of this schema version',
  invalid_type: 'a field has the wrong JSON type',
  invalid_length: 'a text is empty or too long',
  invalid_characters: 'a text holds control characters or broken Unicode',
  dot_segment: 'a name cannot be . or ..: clients take it out of an address, so nobody could ask for it',
  reserved_event_id: 'ids that begin with rsv. are those of the platform’s own commands',
  unknown_operation: 'the operation is not known',
  operation_not_allowed: 'this operation is not taken from this topic',
  invalid_quantity: 'a quantity must be a whole number from 1 (S: 0) to 2^53-1',
  unknown_bucket: 'the bucket is not sellable, reserved, damaged or return_to_vendor',
  unknown_count: 'counted is not bucket or on_hand',
  bucket_not_allowed: 'sellers cannot touch the bucket reserved',
  invalid_event_time: 'event_time must be RFC 3339 with an offset',
  event_time_in_future: `event_time lies more than ${MAX_AHEAD_MS / 60_000} minutes ahead`,
  event_time_too_old: 'event_time lies before 1970',
  missing_movement_target: 'M needs to_bucket_type or to_location_id',
  same_movement_target: 'M must name another place than the source',
  unexpected_field:
    'to_* go with M only, expected_quantity and counted with S only; a count of everything on hand has no bucket_type',
} as const;

/** Why an update is refused: the reason of its dead letter. Metrics have one series for each code. */
export type UpdateProblemCode = keyof typeof UPDATE_PROBLEMS;
