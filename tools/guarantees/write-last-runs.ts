import { readFileSync, writeFileSync } from 'node:fs';
import { readRuns } from '@stockproof/embedded';
import { withLastRuns } from './last-runs.js';

// `npm run guarantees`: writes the results of this checkout's last runs into the last column of
// docs/guarantees.md.
const FILE = 'docs/guarantees.md';
writeFileSync(FILE, withLastRuns(readFileSync(FILE, 'utf8'), readRuns()));
