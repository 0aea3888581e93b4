import { it } from '@jest/globals';
import { wiring } from '@stockproof/testing';
import { ConsoleModule } from './app.module.js';

it('the modules provide every dependency of each other', () => wiring(ConsoleModule));
