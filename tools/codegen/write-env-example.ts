import { readFileSync, writeFileSync } from 'node:fs';
import { settings } from '@stockproof/config';

const FILE = '.env.example';

/** `.env.example` from the table of settings; with `--check` it only compares. */
const lines = Object.entries(settings).map(([name, schema]) => {
  const value = schema.safeParse(undefined);
  const shown = value.success ? `# ${name}=${String(value.data)}` : `# ${name}=   (filled in by npm start)`;
  return `# ${schema.description ?? ''}\n${shown}\n`;
});
const head = [
  '# Every setting with its default. Written by `npm run generate` from libs/adapter/config/src.',
  '# A setting NAME may be in a file instead, whose path is in NAME_FILE: for secrets. Both set is refused, and so is an empty file.',
];
const text = `${head.join('\n')}\n\n${lines.join('\n')}`;

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) {
    console.error(`${FILE} is not what the settings say: npm run generate`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, text);
}
