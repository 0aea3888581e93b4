/**
 * The roles in a claim. `name` is the claim's name, or a path with dots into objects, as in
 * `realm_access.roles`. Empty if the value is not a list of texts.
 */
export function rolesOf(claims: Readonly<Record<string, unknown>>, name: string): string[] {
  const found = claimAt(claims, name);
  return Array.isArray(found) ? found.filter((role): role is string => typeof role === 'string') : [];
}

/** The value of a claim, by its name or by a path with dots into objects; undefined if there is none. */
export function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  return (
    claims[name] ??
    name.split('.').reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), claims)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
