export * from './bounds.js';
export { beyondMessage, type MessageSizes } from './beyond-message.js';
