import type { Command } from 'commander';
import { readInstance, readRuntime } from '@stockproof/embedded';
import { type ForPrograms, printJson } from './acting.js';
import { fillRegistry } from '../schemas/fill-registry.js';
import { releaseSchemas } from '../schemas/release-schemas.js';
import { readCatalog, readSchemas } from '../schemas/read-catalog.js';
import { schemaProblems } from '../schemas/schema-problems.js';

/**
 * `stockproof schemas ...`: what may be written to a topic, and whether a change of a schema is compatible.
 */
export function addSchemaCommands(program: Command): void {
  const schemas = program
    .command('schemas')
    .description('the event schemas, their catalog and their releases');
  schemas
    .command('check')
    .description('every change against the last release, by the compatibility of its topic')
    .option('--json', 'for programs')
    .action(({ json }: ForPrograms) => {
      const problems = schemaProblems();
      for (const problem of problems) console.error(problem);
      if (problems.length > 0) process.exitCode = 1;
      if (json === true) printJson({ schemas: readSchemas().length, topics: readCatalog().length, problems });
      else if (problems.length === 0)
        console.log(
          `${readSchemas().length} schemas of ${readCatalog().length} topics: compatible with what was released`,
        );
    });
  schemas
    .command('release')
    .description('freezes what is compatible; a breaking change needs a new version')
    .option('--json', 'for programs')
    .action(async ({ json }: ForPrograms) => {
      const released = [...releaseSchemas()];
      const { runtime_file, urls } = readInstance();
      const has_registry = readRuntime(runtime_file)?.parts['registry'] !== undefined;
      const in_registry = has_registry ? await fillRegistry(urls.registry) : null;
      if (json === true) return printJson({ released, in_registry });
      for (const id of released) console.log(`released ${id}`);
      if (in_registry !== null) console.log(`${in_registry} schemas in the registry`);
    });
}
