export { isName, isWords, NAME_PATTERN } from './texts.js';
export { nameText, wordsText } from './zod-texts.js';
