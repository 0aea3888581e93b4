import { it } from '@jest/globals';
import { wiring } from '@stockproof/testing';
import { ReservationModule } from './app.module.js';

it('the modules provide every dependency of each other', () => wiring(ReservationModule));
