export {
  CORRELATION_ID,
  isCorrelationId,
  isDotSegment,
  isName,
  isWords,
  NAME_PATTERN,
  nameSchema,
  TOPIC_NAME,
} from './texts.js';
export { nameText, wordsText } from './zod-texts.js';
export { readTraceparent, type TraceParent } from './traceparent.js';
