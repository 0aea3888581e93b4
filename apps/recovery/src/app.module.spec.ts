import { it } from '@jest/globals';
import { wiring } from '@stockproof/testing';
import { RecoveryModule } from './app.module.js';
import { WorkerModule } from './worker.module.js';

it.each([
  ['the service', RecoveryModule],
  ['a worker', WorkerModule],
])('the modules of %s provide every dependency of each other', (_role, root) => wiring(root));
