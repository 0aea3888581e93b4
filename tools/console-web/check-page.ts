import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { firstPage, type Manifest, MAX_FIRST_PAGE, policyFaults } from './page-faults.js';

const PAGE = 'dist/console-web';

const read = (file: string): Buffer => readFileSync(join(PAGE, file));
const files = readdirSync(PAGE, { recursive: true }).map(String);
const manifest = JSON.parse(read('manifest.json').toString()) as Manifest;
const bytes = firstPage(manifest).reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
const kib = (value: number): string => `${(value / 1024).toFixed(1)} KiB`;

const faults = [
  ...(bytes > MAX_FIRST_PAGE
    ? [
        `the first page loads ${kib(bytes)} of JavaScript, at most ${kib(MAX_FIRST_PAGE)}: load a part of it later`,
      ]
    : []),
  ...files
    .filter((file) => /\.(html|css|js)$/.test(file))
    .flatMap((file) => policyFaults(file, read(file).toString())),
];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`the first page loads ${kib(bytes)} of JavaScript (gzip)`);
