import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { excess } from './rules.js';

// Writes down how far each file is beyond the style guide, after it got better.
const paths = execFileSync('git', ['ls-files', '*.ts'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => existsSync(path));
const counts = paths
  .filter((path) => path !== '' && !path.includes('/generated/'))
  .map((path) => [path, excess({ path, text: readFileSync(path, 'utf8') })] as const)
  .filter(([, count]) => count > 0);
writeFileSync('tools/tidy/ratchet.json', `${JSON.stringify(Object.fromEntries(counts), null, 2)}\n`);
