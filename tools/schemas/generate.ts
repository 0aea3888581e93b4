import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readCatalog, readSchemas } from './read-catalog.js';
import { asyncApi } from './write-asyncapi.js';
import { catalogPage } from './write-catalog-page.js';
import { eventCatalog } from './write-event-catalog.js';

const [topics, schemas] = [readCatalog(), readSchemas()];
const files = new Map([
  ['docs/event-catalog.md', eventCatalog(topics, schemas)],
  ['docs/event-catalog.html', catalogPage(topics, schemas)],
  ['asyncapi.yaml', asyncApi(topics, schemas)],
]);
const stale = [...files]
  .filter(([name, text]) => !existsSync(name) || readFileSync(name, 'utf8') !== text)
  .map(([name]) => name);
if (!process.argv.includes('--check')) {
  for (const [name, text] of files) writeFileSync(name, text);
} else if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}; run npm run generate`);
  process.exit(1);
}
