import { it } from '@jest/globals';
import { wiring } from '@stockproof/testing';
import { IngestionModule } from './app.module.js';

it('the modules give each other all that they ask for', () => wiring(IngestionModule));
