import { type Difference, LOOSER, OTHER, type Schema, TIGHTER } from './difference.js';

/** Keywords that do not affect whether a message is valid. */
const SILENT = new Set([
  'title',
  'description',
  '$comment',
  'examples',
  '$id',
  '$schema',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
]);
/** Keywords that other functions compare. */
const ELSEWHERE = new Set([
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'x-meaning',
]);
/** For lower bounds the greater value is stricter, for upper bounds the smaller. */
const LOWER_BOUNDS = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const UPPER_BOUNDS = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);

/** Compares the bounds, patterns and flags of one place in the schema. */
export function compareKeywords(before: Schema, after: Schema, path: string): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !SILENT.has(name) && !ELSEWHERE.has(name))
    .flatMap((name) => {
      const [old_value, new_value] = [before[name], after[name]];
      if (JSON.stringify(old_value) === JSON.stringify(new_value)) return [];
      return [
        {
          path,
          what: `${name} ${reported(old_value)} became ${reported(new_value)}`,
          ...effectOf(name, old_value, new_value),
        },
      ];
    });
}

function reported(value: unknown): string {
  return value === undefined ? '(none)' : JSON.stringify(value);
}

function effectOf(name: string, before: unknown, after: unknown): { backward: boolean; forward: boolean } {
  if (before === undefined) return TIGHTER;
  if (after === undefined) return LOOSER;
  if (name === 'uniqueItems') return after === true ? TIGHTER : LOOSER;
  const bounds =
    typeof before === 'number' &&
    typeof after === 'number' &&
    (LOWER_BOUNDS.has(name) || UPPER_BOUNDS.has(name));
  if (!bounds) return OTHER;
  return LOWER_BOUNDS.has(name) === after > before ? TIGHTER : LOOSER;
}
