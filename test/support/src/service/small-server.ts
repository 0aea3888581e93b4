import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface SmallAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly body?: string;
  /** Delay of the answer, ms; null: there is none. */
  readonly after_ms?: number | null;
}

export interface SmallServer {
  readonly url: string;
  /** Method and address of every request, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** An HTTP server with the answers that the test defines, by method and address. */
export async function smallServer(answer: (request: string) => SmallAnswer): Promise<SmallServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push(what);
    request.resume();
    const { status = 200, body = '', after_ms = 0 } = answer(what);
    if (after_ms !== null)
      void delay(after_ms).then(() =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(body),
      );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}
