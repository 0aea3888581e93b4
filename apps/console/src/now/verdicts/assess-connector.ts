import type { ConnectorRead } from '../sources/answers.js';
import { type Assessed, numbered, WELL } from './assessed.js';

/** From this many restarts on, it does not get past something. */
const REPEATED = 2;
const MAX_ERROR_LENGTH = 300;

/**
 * Whether a connector moves changes. It has stopped if the command handler says so, if it was restarted repeatedly, or
 * if nobody reads its slot, whatever Connect says of it. `restarts` are those of the last five minutes. Pure.
 */
export function assessConnector(
  name: string,
  connector: ConnectorRead | undefined,
  restarts: number,
): Assessed {
  if (connector === undefined)
    return { verdict: 'unknown', why: [`${name}: the command handler has not checked it yet.`] };
  const { state, detail, last_error, blocked } = connector;
  const signs = signsOf(connector, restarts);
  const has_stopped = signs.length > 0 || state === 'stalled' || state === 'down';
  if (!has_stopped && state === 'healthy') return WELL;
  const sentences = [
    ...(state === 'healthy' ? [] : [detail]),
    ...signs,
    ...(has_stopped && last_error !== null && !detail.includes(last_error)
      ? [`its last error: ${shortened(last_error)}`]
      : []),
    ...(has_stopped && blocked !== null ? [`behind it wait ${blocked}`] : []),
  ];
  const verdict = has_stopped ? 'stopped' : state === 'degraded' ? 'late' : 'unknown';
  return { verdict, why: sentences.map((sentence) => `${name}: ${sentence}.`) };
}

/** Signs that it stands, beside the command handler's own verdict. */
function signsOf(
  { state, reason, connect, slot, slot_name }: ConnectorRead,
  restarts: number,
): readonly string[] {
  const says = `Connect says ${connect.state}`;
  const is_repeated = restarts >= REPEATED;
  // One that starts for the first time has no reader for some seconds.
  const is_unread = slot?.active === false && reason !== 'starting' && state !== 'unknown';
  return [
    ...(is_repeated ? [`${says}, and it was restarted ${numbered(restarts, 'time')} within 5 minutes`] : []),
    ...(is_unread
      ? [`${says}, and nobody reads its slot ${slot_name}: ${numbered(slot.lag_bytes, 'byte')} wait`]
      : []),
  ];
}

function shortened(text: string): string {
  const [first = ''] = text.split('\n');
  return first.length <= MAX_ERROR_LENGTH ? first : `${first.slice(0, MAX_ERROR_LENGTH)}…`;
}
