import { compareKeywords } from './compare-keywords.js';
import { compareValues } from './compare-values.js';
import { type Difference, LOOSER, type Schema, TIGHTER } from './difference.js';

/**
 * All differences of two schemas of one event version, outermost first. Total: an unknown keyword counts as
 * breaking both directions.
 */
export function compareSchemas(before: Schema, after: Schema, path = ''): Difference[] {
  return [
    ...compareValues(before, after, path),
    ...compareKeywords(before, after, path),
    ...compareMembers(before, after, path),
    ...compareOpenness(before, after, path),
    ...compareItems(before, after, path),
  ];
}

type Members = Readonly<Record<string, Schema>>;

const membersOf = (schema: Schema): Members => (schema['properties'] ?? {}) as Members;
const requiredOf = (schema: Schema): readonly string[] =>
  Array.isArray(schema['required']) ? schema['required'].map(String) : [];
const isClosed = (schema: Schema): boolean => schema['additionalProperties'] === false;

function compareMembers(before: Schema, after: Schema, path: string): Difference[] {
  const [old_members, new_members] = [membersOf(before), membersOf(after)];
  const [old_required, new_required] = [requiredOf(before), requiredOf(after)];
  const names = new Set([
    ...Object.keys(old_members),
    ...Object.keys(new_members),
    ...old_required,
    ...new_required,
  ]);
  return [...names].flatMap((name) => {
    const place = path === '' ? name : `${path}.${name}`;
    const [old_member, new_member] = [old_members[name], new_members[name]];
    const needed = { before: old_required.includes(name), after: new_required.includes(name) };
    if (old_member === undefined && new_member !== undefined) return added(place, needed.after);
    if (old_member !== undefined && new_member === undefined)
      return removed(place, needed.before, isClosed(after));
    return [...requirement(place, needed), ...compareSchemas(old_member ?? {}, new_member ?? {}, place)];
  });
}

function added(path: string, required: boolean): Difference[] {
  const what = required ? 'was added and is required' : 'was added';
  return [{ path, what, backward: required, forward: true, strict_only: true }];
}

/**
 * A removed member: closed schemas refuse old messages with it, and readers that require it miss it in new
 * ones.
 */
function removed(path: string, was_required: boolean, closed: boolean): Difference[] {
  return [{ path, what: 'was removed', backward: closed, forward: was_required }];
}

function requirement(
  path: string,
  { before, after }: { readonly before: boolean; readonly after: boolean },
): Difference[] {
  if (before === after) return [];
  return [
    after
      ? { path, what: 'is required now', ...TIGHTER }
      : { path, what: 'is not required any more', ...LOOSER },
  ];
}

function compareOpenness(before: Schema, after: Schema, path: string): Difference[] {
  const [old_rule, new_rule] = [
    before['additionalProperties'] ?? true,
    after['additionalProperties'] ?? true,
  ];
  if (typeof old_rule === 'object' && typeof new_rule === 'object')
    return compareSchemas(old_rule as Schema, new_rule as Schema, `${path}{}`);
  if (JSON.stringify(old_rule) === JSON.stringify(new_rule)) return [];
  const tighter = new_rule === false || old_rule === true;
  return [
    {
      path,
      what: tighter ? 'other members are refused now' : 'other members are allowed now',
      ...(tighter ? TIGHTER : LOOSER),
    },
  ];
}

function compareItems(before: Schema, after: Schema, path: string): Difference[] {
  const [old_items, new_items] = [before['items'], after['items']];
  if (old_items === undefined && new_items === undefined) return [];
  if (old_items === undefined) return [{ path: `${path}[]`, what: 'is described now', ...TIGHTER }];
  if (new_items === undefined) return [{ path: `${path}[]`, what: 'is not described any more', ...LOOSER }];
  return compareSchemas(old_items as Schema, new_items as Schema, `${path}[]`);
}
