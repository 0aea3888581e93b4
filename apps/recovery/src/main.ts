import { constants, setPriority } from 'node:os';
import { serve } from '@stockproof/http';
import { start } from './start.js';

// A replay takes what the live services leave.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

await serve('recovery', start);
