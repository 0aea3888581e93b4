/** The members of T that a test gives, by name; what they take and return is not checked. */
type Part<T> = {
  readonly [Name in keyof T]?: T[Name] extends ((...args: never[]) => unknown) | undefined
    ? (...args: never[]) => unknown
    : unknown;
};

/**
 * A double with a part of what T has, for code that needs no more of it. The compiler refuses a name that T does not
 * have, so a renamed member is noticed; what was not given is undefined, and calling it fails by its name.
 */
export function partOf<T extends object>(given: Part<T>): T {
  return given as unknown as T;
}
