export { abortAfter } from './abort-after.js';
export * from './periodic-task.js';
export * from './within.js';
export { pollUntil, type PollOptions, waitUntil, type WaitOptions } from './poll-until.js';
