import type { z } from 'zod';
import { Problem } from '../responses/problem.js';

/**
 * Parses the body of a request. Throws a 400 `bad_request` that names the first fault and its place, as
 * `lines.0.sku: must be 1 to 64 printable characters`. The document of the operation comes from the same
 * schema; see openApiSchema.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.');
  throw new Problem(400, 'bad_request', `${where || 'the body'}: ${issue?.message ?? 'is wrong'}`);
}
