import type { ExportedName } from './exported-names.js';

/** Names that every app has, by the kind of file they are in. */
const ONE_IN_EACH_APP = /\/(start|settings|[a-z-]+\.module)\.ts$|\/migrations\//;

/**
 * Names that two files of apps and libs export, each with its files: search and an editor's completion would
 * offer both. Generated files are left out.
 */
export function twinExports(names: readonly ExportedName[]): string[] {
  const shipped = names.filter(
    ({ path }) => /^(apps|libs)\//.test(path) && !/\.spec\.tsx?$/.test(path) && !ONE_IN_EACH_APP.test(path),
  );
  const files = Map.groupBy(shipped, ({ name }) => name);
  return [...files].flatMap(([name, twins]) =>
    twins.length === 1 ? [] : [`${name}: ${twins.map(({ path }) => path).join(', ')}`],
  );
}
