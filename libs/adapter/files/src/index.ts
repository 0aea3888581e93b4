export { fileDigest } from './file-digest.js';
export { replaceFile } from './replace-file.js';
