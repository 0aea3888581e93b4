import { DUPLICATE_KEY, INEXACT_NUMBER } from '@stockproof/events';

/** The parts of a schema that define which fields exist. */
export interface Shape {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly [VALIDATED_APART]?: boolean;
}

/** Marks a schema in the document whose operation refuses field by field and event by event. */
export const VALIDATED_APART = 'x-validated-apart';

type Resolve = (ref: string) => Shape | undefined;

/**
 * Returns the fields of a body, at any depth, that its schema does not have, as `lines.0.colour`. An object
 * is closed unless its schema opens it. Types are checked by the body's own parser.
 */
export function unknownFields(value: unknown, shape: Shape, resolve: Resolve, at = ''): string[] {
  const known = flatten(shape, resolve);
  if (known[VALIDATED_APART] === true || typeof value !== 'object' || value === null || isMarker(value))
    return [];
  const branches = known.oneOf ?? known.anyOf;
  if (branches !== undefined) return inBranches(value, branches, resolve, at);
  if (!mayBe(value, known)) return [];
  if (Array.isArray(value)) {
    const { items } = known;
    return items === undefined
      ? [at]
      : value.flatMap((one, index) => unknownFields(one, items, resolve, join(at, String(index))));
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const field = fieldOf(known, key);
    if (field === undefined) return [join(at, key)];
    return field === true ? [] : unknownFields(inner, field, resolve, join(at, key));
  });
}

/**
 * Of the possible branches, the one that knows most of the value: what is unknown there is unknown in all.
 */
function inBranches(value: object, branches: readonly Shape[], resolve: Resolve, at: string): string[] {
  const possible = branches
    .map((branch) => flatten(branch, resolve))
    .filter((branch) => mayBe(value, branch));
  const named = possible.filter((branch) => isNamed(value, branch, resolve));
  const found = (named.length > 0 ? named : possible).map((branch) =>
    unknownFields(value, branch, resolve, at),
  );
  return found.reduce((least, one) => (one.length < least.length ? one : least), found[0] ?? []);
}

/** Whether the value has the branch's fixed values, such as the type of a scope. */
function isNamed(value: object, { properties = {} }: Shape, resolve: Resolve): boolean {
  const fixed = Object.entries(properties).map(
    ([key, field]) => [key, flatten(field, resolve).enum] as const,
  );
  const names = fixed.filter(([, allowed]) => allowed?.length === 1);
  return (
    names.length > 0 &&
    names.every(([key, allowed]) => allowed?.includes((value as Record<string, unknown>)[key]))
  );
}

function mayBe(value: object, { type }: Shape): boolean {
  return type === undefined || type === (Array.isArray(value) ? 'array' : 'object');
}

/** `true` if anything is allowed; undefined if there is no such field. */
function fieldOf({ properties = {}, additionalProperties }: Shape, key: string): Shape | true | undefined {
  if (Object.hasOwn(properties, key)) return properties[key];
  return additionalProperties === false ? undefined : additionalProperties;
}

function flatten(shape: Shape, resolve: Resolve): Shape {
  const target = shape.$ref === undefined ? shape : (resolve(shape.$ref) ?? {});
  const parts = (target.allOf ?? []).map((part) => flatten(part, resolve));
  const properties = Object.assign({}, ...[target, ...parts].map((part) => part.properties)) as Record<
    string,
    Shape
  >;
  return parts.reduce<Shape>((whole, part) => ({ ...part, ...whole, properties }), target);
}

/** Whether it is a marker that the parser inserted for an ambiguous text; no schema accepts it. */
function isMarker(value: object): boolean {
  return value === DUPLICATE_KEY || value === INEXACT_NUMBER;
}

function join(at: string, step: string): string {
  return at === '' ? step : `${at}.${step}`;
}
