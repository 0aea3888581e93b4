import { runJest } from './run-jest.js';
import { sayTotal } from './total.js';

// `npm test`, or `npm test -- <path>` for a part of it.
const total = await runJest(process.argv.slice(2));
sayTotal(total);
