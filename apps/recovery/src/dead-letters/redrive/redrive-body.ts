import { NAME_PATTERN, schemas } from '@stockproof/events';
import type { BodySchema } from '@stockproof/http';
import { LONGEST_REASON } from '../said.js';

type EventSchema = (typeof schemas)['inventory-update/v1' | 'inventory-update/v2'];
type Field = Readonly<Record<string, unknown>>;

/** The body of a redrive request: the corrected event, in any version that sellers may send, and a reason. */
export const REDRIVE_BODY: BodySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['event', 'reason'],
  properties: {
    event: { oneOf: [schemas['inventory-update/v1'], schemas['inventory-update/v2']].map(asOpenApi) },
    reason: { type: 'string', minLength: 1, maxLength: LONGEST_REASON },
  },
};

/** OpenAPI 3.0 has neither `const` nor Unicode classes in patterns. */
function asOpenApi({ type, required, properties }: EventSchema) {
  const fields = Object.entries(properties).map(
    ([name, { const: fixed, pattern, ...field }]: [string, Field]) => [
      name,
      {
        ...field,
        ...(fixed === undefined ? {} : { type: 'integer', enum: [fixed] }),
        ...(pattern === undefined ? {} : { pattern: NAME_PATTERN }),
      },
    ],
  );
  return {
    type,
    additionalProperties: false,
    required: [...required],
    properties: Object.fromEntries(fields) as Record<string, BodySchema>,
  };
}
