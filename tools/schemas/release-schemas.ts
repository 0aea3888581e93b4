import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSchemas, RELEASED, SCHEMAS } from './read-catalog.js';
import { DIGEST_LIST, digestList } from './released-digests.js';
import { schemaProblems } from './schema-problems.js';

/**
 * Freezes new versions, and copies compatible changes. Throws if anything is wrong. An example is frozen
 * permanently: later readers are tested with it.
 */
export function releaseSchemas(): string[] {
  const problems = schemaProblems();
  if (problems.length > 0) throw new Error(`nothing is released:\n${problems.join('\n')}`);
  const released = readSchemas().map(({ id }) => {
    const target = join(RELEASED, id);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(SCHEMAS, `${id}.schema.json`), `${target}.schema.json`);
    if (!existsSync(`${target}.example.json`))
      copyFileSync(join(SCHEMAS, `${id}.example.json`), `${target}.example.json`);
    return id;
  });
  writeFileSync(DIGEST_LIST, digestList());
  return released;
}
