import { it } from '@jest/globals';
import { wiring } from '@stockproof/testing';
import { ProjectionModule, QueryOnlyModule } from './app.module.js';

it.each([
  ['the projection', ProjectionModule],
  ['a query-only process', QueryOnlyModule],
])('the modules of %s provide every dependency of each other', (_role, root) => wiring(root));
