import { serve } from '@stockproof/http';
import { start } from './start.js';

await serve('console', start);
