/** A schema of a document. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}

export const NO_SUCH = 'no_such_thing';

export interface MadeUp {
  /** The path of the undeclared field. */
  readonly at: string;
  readonly body: unknown;
}

/**
 * For each object of a schema, at every depth and in every branch: a body in which only this object has an
 * undeclared field.
 */
export function bodiesWithOneTooMany(schema: Schema, resolve: (ref: string) => Schema): MadeUp[] {
  if (schema.$ref !== undefined) return bodiesWithOneTooMany(resolve(schema.$ref), resolve);
  const branches = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  const nested = branches.flatMap((branch) => bodiesWithOneTooMany(branch, resolve));
  const listed = schema.items === undefined ? [] : bodiesWithOneTooMany(schema.items, resolve);
  const own = schema.properties === undefined ? [] : inObject(schema.properties, resolve);
  return [...nested, ...listed.map(({ at, body }) => ({ at: `0.${at}`, body: [body] })), ...own];
}

function inObject(properties: Readonly<Record<string, Schema>>, resolve: (ref: string) => Schema): MadeUp[] {
  const fixed = Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]) =>
      field.enum?.length === 1 ? [[name, field.enum[0]]] : [],
    ),
  );
  const deeper = Object.entries(properties).flatMap(([name, field]) =>
    bodiesWithOneTooMany(field, resolve).map(({ at, body }) => ({
      at: `${name}.${at}`,
      body: { ...fixed, [name]: body },
    })),
  );
  return [{ at: NO_SUCH, body: { ...fixed, [NO_SUCH]: 1 } }, ...deeper];
}

/**
 * An address with a static part where another address of the same method has a parameter: the parameter
 * cannot have that value.
 */
export interface Hidden {
  readonly by: string;
  readonly of: string;
  readonly parameter: string;
  readonly value: string;
}

/** Every parameter value that a static part of another address hides. */
export function hiddenNames(operations: readonly string[]): Hidden[] {
  return operations.flatMap((by) =>
    operations.flatMap((of) => {
      const [[method, one], [other_method, other]] = [partsOf(by), partsOf(of)];
      if (method !== other_method || one.length !== other.length) return [];
      const differ = one.flatMap((part, index) => (part === other[index] ? [] : [index]));
      const hides = differ.filter((index) => nameIn(one[index]) === null && nameIn(other[index]) !== null);
      // One address can match both only if every other part can be equal.
      const meet = differ.every((index) => nameIn(one[index]) !== null || nameIn(other[index]) !== null);
      return meet
        ? hides.map((index) => ({ by, of, parameter: nameIn(other[index]) ?? '', value: one[index] ?? '' }))
        : [];
    }),
  );
}

function partsOf(operation: string): [string, string[]] {
  const [method = '', path = ''] = operation.split(' ');
  return [method, path.split('/')];
}

function nameIn(part: string | undefined): string | null {
  return /^\{(\w+)\}$/.exec(part ?? '')?.[1] ?? null;
}
