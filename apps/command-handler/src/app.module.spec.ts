import { it } from '@jest/globals';
import { wiring } from '@stockproof/testing';
import { CommandHandlerModule } from './app.module.js';

it('the modules provide every dependency of each other', () => wiring(CommandHandlerModule));
