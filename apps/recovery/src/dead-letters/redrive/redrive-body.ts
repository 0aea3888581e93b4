import { NAME_PATTERN, schemas } from '@stockproof/events';
import { type BodySchema, openApiSchema, parseBody } from '@stockproof/http';
import { z } from 'zod';
import { REASON } from '../said.js';

const VERSIONS = ['inventory-update/v1', 'inventory-update/v2', 'inventory-update/v3'] as const;

type EventSchema = (typeof schemas)[(typeof VERSIONS)[number]];
type Field = Readonly<Record<string, unknown>>;

/** The event is decoded by the operation, like one that a seller sends. */
const redrives = z.strictObject({
  event: z.unknown().meta({ oneOf: VERSIONS.map((id) => asOpenApi(schemas[id])) }),
  reason: REASON,
});
const NO_DIGEST = 'must be a digest in hex';
const approvals = z.strictObject({ digest: z.string(NO_DIGEST).regex(/^[0-9a-f]{64}$/, NO_DIGEST) });

const checks = redrives.omit({ reason: true });

/** The bodies in the OpenAPI document. */
export const REDRIVE_BODIES = {
  request: openApiSchema(redrives),
  check: openApiSchema(checks),
  approval: openApiSchema(approvals),
};

/**
 * Parses the body of a redrive request: the corrected event, in any version that sellers may send, which is
 * not decoded here, and a reason. Throws a 400.
 */
export const readRedrive = (body: unknown): z.infer<typeof redrives> => parseBody(redrives, body);
/** Parses the body of a check: the corrected event. Throws a 400. */
export const readRedriveCheck = (body: unknown): z.infer<typeof checks> => parseBody(checks, body);
/** Parses the body of an approval. Throws a 400. */
export const readRedriveApproval = (body: unknown): z.infer<typeof approvals> => parseBody(approvals, body);

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
