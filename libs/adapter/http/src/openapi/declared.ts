import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Shape } from './unknown-fields.js';

/** The body that an operation accepts. */
export interface DeclaredBody {
  /** Accepted media types. */
  readonly types: readonly string[];
  readonly required: boolean;
  readonly shape: Shape;
  /** Whether the operation reads it as it arrives, of any length: every type but JSON and forms is. */
  readonly is_streamed: boolean;
}

/** What one operation accepts; everything else is refused. */
export interface Declared {
  /** Query parameters by name, and whether each may be repeated. */
  readonly queries: ReadonlyMap<string, { readonly many: boolean }>;
  readonly body: DeclaredBody | null;
  /** Headers of ours that it takes, in lower case. */
  readonly headers: ReadonlySet<string>;
  /** Who may call, in the form of libs/adapter/auth (`seller`, `role:viewer`, `public`); empty for nobody. */
  readonly access: readonly string[];
  /** Whether it lasts as long as its caller likes: an endless stream of events, or a body of any length. */
  readonly streams: boolean;
}

/** What operations declare: parameters, bodies and access. */
export interface DeclaredOperations {
  /** Keyed by method and address in Fastify's form: `GET /v1/offers/:seller_id/:sku`. */
  readonly operations: ReadonlyMap<string, Declared>;
  /** Resolves a `$ref` of the document. */
  readonly resolve: (ref: string) => Shape | undefined;
}

/** For an operation without a declaration, and for every address that is not in the document. */
export const NOTHING: Declared = {
  queries: new Map(),
  body: null,
  headers: new Set(),
  access: [],
  streams: false,
};

/** Member of the OpenAPI document in which libs/adapter/auth writes who may call an operation. */
export const ACCESS_EXTENSION = 'x-access';
const EVENT_STREAM = 'text/event-stream';
export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

interface Operation {
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly schema?: { readonly type?: string };
  }[];
  readonly [ACCESS_EXTENSION]?: readonly string[];
  readonly responses?: Readonly<Record<string, { readonly content?: object }>>;
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: Shape }>>;
  };
}

/** Reads from the OpenAPI document what each operation accepts. */
export function declaredOf(document: OpenAPIObject): DeclaredOperations {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Readonly<Record<string, Operation>>).map(
      ([method, operation]) =>
        [`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`, declare(operation)] as const,
    ),
  );
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Shape>>;
  return { operations: new Map(operations), resolve: (ref) => schemas[ref.slice(ref.lastIndexOf('/') + 1)] };
}

function declare({
  parameters = [],
  requestBody,
  responses = {},
  [ACCESS_EXTENSION]: access = [],
}: Operation): Declared {
  const queries = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => [name, { many: schema?.type === 'array' }] as const);
  const body = requestBody === undefined ? null : bodyOf(requestBody);
  const streams = Object.values(responses).some(({ content }) => EVENT_STREAM in (content ?? {}));
  return {
    queries: new Map(queries),
    body,
    headers: new Set(
      parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name.toLowerCase()),
    ),
    access,
    streams: streams || body?.is_streamed === true,
  };
}

/** The key of a request's operation. HEAD is GET without the body of the answer. */
export function operationOf({ method, routeOptions }: FastifyRequest): string {
  return `${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`;
}

function bodyOf({ required = false, content }: NonNullable<Operation['requestBody']>): DeclaredBody {
  const types = Object.keys(content);
  const is_streamed = !types.some((type) => type === JSON_TYPE || type === FORM_TYPE);
  return { types, required, shape: Object.values(content)[0]?.schema ?? {}, is_streamed };
}
