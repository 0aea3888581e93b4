import { loadConfig } from '@stockproof/config';
import { serve } from '@stockproof/http';
import { start, startQueryOnly } from './start.js';

const { STOCKPROOF_AVAILABILITY_ROLE: role } = loadConfig(['STOCKPROOF_AVAILABILITY_ROLE']);
await serve('availability-projection', role === 'query' ? startQueryOnly : start);
