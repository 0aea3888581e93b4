import type { Command } from 'commander';
import { readInstance, readRuntime } from '@stockproof/embedded';
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
    .action(() => {
      const problems = schemaProblems();
      for (const problem of problems) console.error(problem);
      if (problems.length > 0) process.exitCode = 1;
      else
        console.log(
          `${readSchemas().length} schemas of ${readCatalog().length} topics: compatible with what was released`,
        );
    });
  schemas
    .command('release')
    .description('freezes what is compatible; a breaking change needs a new version')
    .action(async () => {
      for (const id of releaseSchemas()) console.log(`released ${id}`);
      const { runtime_file, urls } = readInstance();
      if (readRuntime(runtime_file)?.parts['registry'] !== undefined)
        console.log(`${await fillRegistry(urls.registry)} schemas in the registry`);
    });
}
