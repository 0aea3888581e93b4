import type { ExportedName } from './exported-names.js';

/** Exports whose users are not TypeScript files of the repository: `path#name` with the user. */
const READ_FROM_OUTSIDE: Readonly<Record<string, string>> = {
  'libs/contract/bounds/src/bounds.ts#OUTBOX_BYTES':
    'a bound of the design: specs hold what leaves by the outbox to it',
  'libs/contract/bounds/src/bounds.ts#CONNECT_REQUEST_BYTES':
    'a setting of the connectors in debezium/: specs hold the bounds of our messages to it',
  'libs/contract/events/src/upcast/upcast-dead-letter-v1-to-v2.ts#upcastDeadLetterV1ToV2':
    'schemas/catalog.yaml names it to readers of the topic outside; the platform reads no dead letters from there',
};

const isTest = (path: string): boolean => /\.spec\.tsx?$|^test\/|\/src\/testing\//.test(path);

/**
 * Faults of the exports of apps and libs, each with what to do. A name is dead if nothing that is shipped
 * uses it, neither another file nor its own; specs do not count as users. A value that no file imports, specs
 * included, needs no `export`; a type may be exported next to the function that uses it.
 */
export function deadExports(names: readonly ExportedName[]): string[] {
  return names
    .filter(({ path }) => /^(apps|libs)\//.test(path) && !/\.spec\.tsx?$/.test(path))
    .filter(({ path, name }) => READ_FROM_OUTSIDE[`${path}#${name}`] === undefined)
    .flatMap(({ path, name, is_type, used_in_file, imported_by }) => {
      const users = isTest(path) ? imported_by : imported_by.filter((importer) => !isTest(importer));
      if (users.length === 0 && !used_in_file)
        return [`${path}: nothing that is shipped uses ${name}: use it or remove it`];
      if (imported_by.length === 0 && !is_type) return [`${path}: nobody imports ${name}: do not export it`];
      return [];
    });
}
