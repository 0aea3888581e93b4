export {
  type Hop,
  type HopId,
  HOPS,
  type HopVerdict,
  NOW_SNAPSHOT,
  type NowSnapshot,
  type SourceName,
  type SourceState,
} from './now-snapshot.js';
export { SERIES_ANSWER, SERIES_MINUTES, type SeriesAnswer } from './series.js';
export { CONSOLE_SESSION, type ConsoleSession, CSRF_HEADER } from './session.js';
