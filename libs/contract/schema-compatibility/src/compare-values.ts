import { type Difference, LOOSER, OTHER, type Schema, TIGHTER } from './difference.js';

/** Compares types, enumerations, constants and `x-meaning` of one place in the schema. */
export function compareValues(before: Schema, after: Schema, path: string): Difference[] {
  return [...types(before, after, path), ...choices(before, after, path), ...meaning(before, after, path)];
}

function types(before: Schema, after: Schema, path: string): Difference[] {
  const [old_types, new_types] = [typesOf(before), typesOf(after)];
  if (old_types === null && new_types === null) return [];
  if (old_types === null) return [{ path, what: `must be ${list(new_types)} now`, ...TIGHTER }];
  if (new_types === null) return [{ path, what: `need not be ${list(old_types)} any more`, ...LOOSER }];
  const lost = old_types.filter((type) => !holds(new_types, type));
  const gained = new_types.filter((type) => !holds(old_types, type));
  if (lost.length + gained.length === 0) return [];
  return [
    {
      path,
      what: `was ${list(old_types)}, is ${list(new_types)}`,
      backward: lost.length > 0,
      forward: gained.length > 0,
    },
  ];
}

function typesOf({ type }: Schema): readonly string[] | null {
  if (type === undefined) return null;
  return Array.isArray(type) ? type.map(String) : [String(type)];
}

/** Whether a type is included; every integer is a number. */
function holds(types_: readonly string[], type: string): boolean {
  return types_.includes(type) || (type === 'integer' && types_.includes('number'));
}

/** A constant is an enumeration with one value. */
function choices(before: Schema, after: Schema, path: string): Difference[] {
  const [old_values, new_values] = [valuesOf(before), valuesOf(after)];
  if (old_values === null && new_values === null) return [];
  if (old_values === null) return [{ path, what: `only ${list(new_values)} are allowed now`, ...TIGHTER }];
  if (new_values === null) return [{ path, what: `more than ${list(old_values)} is allowed now`, ...LOOSER }];
  const lost = old_values.filter((value) => !new_values.includes(value));
  const gained = new_values.filter((value) => !old_values.includes(value));
  return [
    ...(lost.length > 0 ? [{ path, what: `${list(lost)} is not allowed any more`, ...TIGHTER }] : []),
    ...(gained.length > 0 ? [{ path, what: `${list(gained)} is allowed now`, ...LOOSER }] : []),
  ];
}

function valuesOf(schema: Schema): readonly string[] | null {
  if ('const' in schema) return [JSON.stringify(schema['const'])];
  return Array.isArray(schema['enum']) ? schema['enum'].map((value) => JSON.stringify(value)) : null;
}

function meaning(before: Schema, after: Schema, path: string): Difference[] {
  const [old_meaning, new_meaning] = [before['x-meaning'] ?? 1, after['x-meaning'] ?? 1];
  if (old_meaning === new_meaning) return [];
  return [
    {
      path,
      what: `means something else (x-meaning ${String(old_meaning)} became ${String(new_meaning)})`,
      ...OTHER,
    },
  ];
}

function list(values: readonly string[] | null): string {
  return (values ?? []).join(' or ');
}
