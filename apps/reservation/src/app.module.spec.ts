import { it } from '@jest/globals';
import { wiring } from '@stockproof/testing';
import { ReservationModule } from './app.module.js';

it('the modules give each other all that they ask for', () => wiring(ReservationModule));
