/** The first member that is not as it should be. */
export interface Misshapen {
  readonly field: string;
  readonly detail: string;
}

/** Checks a value; `path` is where it is. Null: it is right. */
export type ValueShape = (value: unknown, path: string) => Misshapen | null;

const wrong = (field: string, detail: string): Misshapen => ({
  field: field === '' ? 'the record' : field,
  detail,
});
const rule =
  (holds: (value: unknown) => boolean, what: string): ValueShape =>
  (value, path) =>
    value === undefined ? wrong(path, 'is missing') : holds(value) ? null : wrong(path, `is not ${what}`);

/** Any text. */
export const aText = rule((value) => typeof value === 'string', 'a text');
/** A whole number from 0 on. */
export const aCount = rule(
  (value) => Number.isInteger(value) && (value as number) >= 0,
  'a whole number from 0 on',
);
/** A whole number from 1 on. */
export const ordinal = rule(
  (value) => Number.isInteger(value) && (value as number) >= 1,
  'a whole number from 1 on',
);
/** Any whole number. */
export const whole = rule(Number.isInteger, 'a whole number');
/** A number from 0 on. */
export const amount = rule((value) => typeof value === 'number' && value >= 0, 'a number from 0 on');
/** true or false. */
export const aFlag = rule((value) => typeof value === 'boolean', 'true or false');
/** SHA-256 in hex. */
export const digest = rule(
  (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  'a digest of 64 hex digits',
);
/** An Ed25519 signature in base64url. */
export const signature = rule(
  (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{86}$/.test(value),
  'a signature of 86 base64url characters',
);
/** An object with any members. */
export const anything = rule(isObject, 'an object');

/** One of these values. */
export function oneOf(...values: readonly (string | number)[]): ValueShape {
  return rule((value) => values.includes(value as string | number), `one of ${values.join(', ')}`);
}

/** The shape, or null. */
export function orNull(shape: ValueShape): ValueShape {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** A list of values of one shape. */
export function list(shape: ValueShape, least = 0): ValueShape {
  return (value, path) => {
    if (value === undefined) return wrong(path, 'is missing');
    if (!Array.isArray(value)) return wrong(path, 'is not a list');
    if (value.length < least) return wrong(path, `has fewer than ${least} entries`);
    return first(value.map((entry, index) => () => shape(entry, `${path}[${index}]`)));
  };
}

/** An object whose members all have one shape, whatever their names. */
export function byName(shape: ValueShape): ValueShape {
  return (value, path) =>
    anything(value, path) ??
    first(
      Object.entries(value as object).map(
        ([name, one]) =>
          () =>
            shape(one, `${path}.${name}`),
      ),
    );
}

/** An object with these members and no others; those that are optional may be missing. */
export function object(
  members: Readonly<Record<string, ValueShape>>,
  optional: Readonly<Record<string, ValueShape>> = {},
): ValueShape {
  return (value, path) => {
    const fault = anything(value, path);
    if (fault !== null) return fault;
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
    const given = value as Readonly<Record<string, unknown>>;
    const added = Object.keys(given).find((name) => !(name in members) && !(name in optional));
    if (added !== undefined) return wrong(at(added), 'is a member that no record has');
    return first([
      ...Object.entries(members).map(
        ([name, shape]) =>
          () =>
            shape(given[name], at(name)),
      ),
      ...Object.entries(optional)
        .filter(([name]) => name in given)
        .map(
          ([name, shape]) =>
            () =>
              shape(given[name], at(name)),
        ),
    ]);
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function first(checks: readonly (() => Misshapen | null)[]): Misshapen | null {
  for (const check of checks) {
    const fault = check();
    if (fault !== null) return fault;
  }
  return null;
}
