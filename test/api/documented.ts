import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { readAsViewer, type RunningStack } from '@stockproof/testing';
import { bodiesWithOneTooMany, hiddenNames, type Hidden, type MadeUp, type Schema } from './made-up.js';

type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The operations and answers that the OpenAPI document of an API describes. */
export class Documented {
  private readonly ajv = formats.default(new Ajv({ strict: false, allErrors: true }));

  private constructor(private readonly document: ApiDocument) {}

  static async of(stack: RunningStack, url: string): Promise<Documented> {
    return new Documented((await (await readAsViewer(stack, url, '/docs-json')).json()) as ApiDocument);
  }

  /** `METHOD /path` of every operation. */
  operations(): string[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** Operations without a schema for their success; 204 needs none. */
  silent(): string[] {
    return this.operations().filter((operation) => {
      const good = Object.entries(this.responses(operation)).filter(([status]) => status.startsWith('2'));
      return !good.some(
        ([status, { content }]) =>
          status === '204' ||
          Object.values(content ?? {}).some(({ schema }) => Object.keys(schema).length > 0),
      );
    });
  }

  /** Differences between an answer and its document; empty if there are none. */
  problems(operation: string, status: number, body: unknown): string[] {
    const said = this.responses(operation)[String(status)]?.content;
    const [{ schema } = {}] = Object.values(said ?? {});
    if (schema === undefined) return [`${operation} says nothing of ${status}`];
    const validate: ValidateFunction = this.ajv.compile(toDraft07(schema) as Json);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }

  /** The query parameters that may be given once. */
  singleQueries(operation: string): string[] {
    const { parameters = [] } = this.find(operation);
    return parameters
      .filter((parameter) => parameter.in === 'query' && parameter.schema.type !== 'array')
      .map(({ name }) => name);
  }

  /** Bodies with one undeclared field; null if the operation has no body. */
  bodiesWithOneTooMany(operation: string): MadeUp[] | null {
    const [{ schema } = {}] = Object.values(this.find(operation).requestBody?.content ?? {});
    return schema === undefined
      ? null
      : bodiesWithOneTooMany(
          schema,
          (ref) => this.document.components.schemas[ref.split('/').at(-1) ?? ''] ?? {},
        );
  }

  /**
   * Path parameters' values that are valid but reach another operation, because its address has a static part
   * there.
   */
  hiddenNames(): Hidden[] {
    return hiddenNames(this.operations()).filter(({ of, parameter, value }) => {
      const schema = this.find(of).parameters?.find(({ name }) => name === parameter)?.schema ?? {};
      return this.ajv.validate(toDraft07(schema) as Json, value);
    });
  }

  private responses(operation: string): Operation['responses'] {
    return this.find(operation).responses;
  }

  private find(operation: string): Operation {
    const [method = '', path = ''] = operation.split(' ');
    return this.document.paths[path]?.[method.toLowerCase()] ?? { responses: {} };
  }
}

/** `nullable` of OpenAPI 3.0 as a JSON Schema has it. */
function toDraft07(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toDraft07);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as Json;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, toDraft07(value)]));
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
}
