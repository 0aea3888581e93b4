import { parseStrictJson } from '@stockproof/events';
import { type Declared, type DeclaredBody, FORM_TYPE, JSON_TYPE } from '../openapi/declared.js';
import { quoteNames } from './quote-names.js';
import { Problem } from '../responses/problem.js';
import { type Shape, unknownFields } from '../openapi/unknown-fields.js';

/** The bytes of a body, kept next to the parsed one. */
export interface RawBody {
  /** Undefined or empty: no body was sent. */
  readonly bytes: Uint8Array | undefined;
  readonly content_type: string | undefined;
  readonly content_encoding: string | undefined;
}

/**
 * Parses the body of a request as its operation declares it. Throws a Problem that names what is not
 * accepted. An operation without a body accepts none, an empty one, and `{}`, which many clients send.
 */
export function readBody(
  raw: RawBody,
  { body }: Declared,
  resolve: (ref: string) => Shape | undefined,
): unknown {
  const { bytes = new Uint8Array(), content_type } = raw;
  const type = content_type?.split(';')[0]?.trim().toLowerCase();
  if (body === null) return refuseBody(bytes, type);
  if (bytes.length === 0 && (type === undefined || !body.required)) return undefined;
  requireUnderstood(type, raw, body);
  const value = type === FORM_TYPE ? readForm(bytes) : readJson(bytes);
  const unknown = unknownFields(value, body.shape, resolve);
  if (unknown.length > 0)
    throw new Problem(400, 'bad_request', `this operation does not know ${quoteNames('the field', unknown)}`);
  return value;
}

/**
 * Refuses a body that is sent as a stream where the operation takes none, and one of a type or an encoding that
 * it does not read. Throws a Problem.
 */
export function requireStream(raw: Omit<RawBody, 'bytes'>, { body }: Declared): void {
  const type = raw.content_type?.split(';')[0]?.trim().toLowerCase();
  if (body !== null) return requireUnderstood(type, raw, body);
  throw new Problem(400, 'unexpected_body', `this operation takes no body; it got ${type ?? 'one'}`);
}

function refuseBody(bytes: Uint8Array, type: string | undefined): undefined {
  if (bytes.length === 0) return undefined;
  const parsed = parseStrictJson(bytes);
  const value = parsed.ok ? parsed.value : null;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const fields = isObject ? Object.keys(value) : [];
  if (isObject && fields.length === 0 && type === JSON_TYPE) return undefined;
  const found =
    fields.length > 0
      ? quoteNames('the field', fields)
      : `${bytes.length} bytes of ${type ?? 'no media type'}`;
  throw new Problem(400, 'unexpected_body', `this operation takes no body; it got ${found}`);
}

function requireUnderstood(
  type: string | undefined,
  raw: Omit<RawBody, 'bytes'>,
  { types }: DeclaredBody,
): void {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(raw.content_type ?? '')?.[1] ?? 'utf-8';
  if (type === undefined || !types.includes(type) || charset.toLowerCase() !== 'utf-8') {
    throw new Problem(415, 'unsupported_media_type', `the body must be ${types.join(' or ')} in UTF-8`);
  }
  if ((raw.content_encoding ?? 'identity').toLowerCase() !== 'identity') {
    throw new Problem(415, 'unsupported_media_type', 'the body must come without a content encoding', {
      'accept-encoding': 'identity',
    });
  }
}

function readJson(bytes: Uint8Array): unknown {
  const parsed = parseStrictJson(bytes);
  if (parsed.ok) return parsed.value;
  throw new Problem(400, parsed.reason, parsed.detail);
}

function readForm(bytes: Uint8Array): unknown {
  const pairs = [...new URLSearchParams(Buffer.from(bytes).toString('utf8'))];
  const twice = pairs.map(([name]) => name).find((name, index, all) => all.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Problem(400, 'bad_request', `${quoteNames('the field', [twice])} may be once`);
  return Object.fromEntries(pairs);
}
