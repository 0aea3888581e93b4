/** Longest answer that is read, bytes. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What one request came to: its value, or why there is none. */
export type SourceAnswer<T> =
  | { readonly value: T; readonly problem: null }
  | { readonly value: null; readonly problem: string; readonly state: 'unreachable' | 'refused' };

/** One GET of a source. */
export interface SourceRequest {
  readonly url: string;
  /** As a problem names it. */
  readonly path: string;
  readonly token: string;
  /** Aborted at the deadline of the source, and at the end of the process. */
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
}

/** GETs an answer of a source. Never rejects. `parse` throws if the answer has another form. */
export async function askSource<T>(
  { url, path, token, signal, fetch: get }: SourceRequest,
  parse: (body: string) => T,
): Promise<SourceAnswer<T>> {
  let body: string;
  try {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await get(url, { headers, redirect: 'error', signal });
    if (!answer.ok) {
      await answer.body?.cancel();
      return refused(`GET ${path} was answered with ${answer.status}`);
    }
    body = await boundedText(answer);
  } catch (error) {
    return { value: null, state: 'unreachable', problem: `GET ${path}: ${reasonOf(error)}` };
  }
  try {
    return { value: parse(body), problem: null };
  } catch {
    return refused(`GET ${path} has an answer of another form`);
  }
}

function refused(problem: string): SourceAnswer<never> {
  return { value: null, state: 'refused', problem };
}

async function boundedText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of body ?? []) {
    const read = chunk as Uint8Array;
    bytes += read.length;
    if (bytes > MAX_BYTES) throw new RangeError(`the answer is longer than ${MAX_BYTES} bytes`);
    text += decoder.decode(read, { stream: true });
  }
  return text + decoder.decode();
}

/** Without the address: operators see it. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return error.message;
  if (error instanceof DOMException) return 'no answer in time';
  const { code } = ((error as Error).cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? `no connection (${code})` : 'no connection';
}
