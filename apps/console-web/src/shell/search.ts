/** The texts of an address's query, by name. Each filter of a screen is one of them, so that an address shows what was seen. */
export type Texts<Name extends string> = { readonly [K in Name]?: string | undefined };

/** Keeps the named texts of a query that are not empty; whatever else is there is dropped. */
export function textsOf<const Name extends string>(
  ...names: readonly Name[]
): (raw: Readonly<Record<string, unknown>>) => Texts<Name> {
  return (raw) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = raw[name];
        return typeof value === 'string' && value !== '' ? [[name, value]] : [];
      }),
    ) as Texts<Name>;
}

/** Reads a query as plain texts: a SKU of digits stays a text. Of a name that is there twice, the last counts. */
export function parseQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

/** Writes texts as a query; what is not there is left out. */
export function queryOf(texts: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(texts).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && value !== '' ? [[name, value]] : [],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}
