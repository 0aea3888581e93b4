import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Shape } from './unknown-fields.js';

export interface DeclaredBody {
  /** Media types it may come as. */
  readonly types: readonly string[];
  readonly required: boolean;
  readonly shape: Shape;
}

/** What one operation takes; whatever is not here is refused. */
export interface Declared {
  /** Query parameters by name, and whether one may be more than once. */
  readonly queries: ReadonlyMap<string, { readonly many: boolean }>;
  readonly body: DeclaredBody | null;
  /** Who may call, as libs/adapter/auth writes it (`seller`, `role:viewer`, `public`); empty: nobody. */
  readonly access: readonly string[];
  /** Whether the answer is a stream of events that does not end by itself. */
  readonly streams: boolean;
}

export interface DeclaredOperations {
  /** By method and address as Fastify has it: `GET /v1/offers/:seller_id/:sku`. */
  readonly operations: ReadonlyMap<string, Declared>;
  /** The shape behind a `$ref` of the document. */
  readonly resolve: (ref: string) => Shape | undefined;
}

/** Of an operation that says nothing, and of every address that is in no document. */
export const NOTHING: Declared = { queries: new Map(), body: null, access: [], streams: false };

/** As libs/adapter/auth says in the document who may call an operation. */
export const ACCESS_EXTENSION = 'x-access';
const EVENT_STREAM = 'text/event-stream';

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

/** Reads what each operation takes from the API's own document: what it does not say, no operation gets. */
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
  const streams = Object.values(responses).some(({ content }) => EVENT_STREAM in (content ?? {}));
  return {
    queries: new Map(queries),
    body: requestBody === undefined ? null : bodyOf(requestBody),
    access,
    streams,
  };
}

/** The name of a request's operation. HEAD is GET without the body of the answer. */
export function operationOf({ method, routeOptions }: FastifyRequest): string {
  return `${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`;
}

function bodyOf({ required = false, content }: NonNullable<Operation['requestBody']>): DeclaredBody {
  return { types: Object.keys(content), required, shape: Object.values(content)[0]?.schema ?? {} };
}
