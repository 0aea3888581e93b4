import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { dirname } from 'node:path';

/** What a supervisor can be asked to do with a part. */
export type PartAction = 'start' | 'stop' | 'kill' | 'restart';

/**
 * Serves `POST /parts/{name}/{action}` on a unix socket that only this user can reach. Rejects if its folder
 * is not this user's only.
 */
export async function serveControl(
  socket: string,
  act: (part: string, action: string) => Promise<void>,
): Promise<Server> {
  await keepFolderPrivate(dirname(socket));
  await rm(socket, { force: true });
  const server = createServer((incoming, outgoing) => {
    const [, kind, part, action] = (incoming.url ?? '').split('/');
    const done = kind === 'parts' ? act(part ?? '', action ?? '') : Promise.reject(new Error('no such path'));
    done.then(
      () => outgoing.writeHead(204).end(),
      (error: unknown) => outgoing.writeHead(400).end((error as Error).message),
    );
  });
  await new Promise<void>((listening) => server.listen(socket, listening));
  await chmod(socket, 0o600);
  return server;
}

/** Somebody else could have made the folder before, in a place that is shared, and would own what is put into it. */
export async function keepFolderPrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const ours = found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
  if (!ours || (found.mode & 0o077) !== 0)
    throw new Error(`${folder} is not a folder of this user alone: remove it and start again`);
}

/** Sends an action to the supervisor behind the socket. Rejects with its answer if it refuses. */
export function askControl(socketPath: string, part: string, action: PartAction): Promise<void> {
  return new Promise((done, fail) => {
    const asked = request({ socketPath, method: 'POST', path: `/parts/${part}/${action}` }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => (answer.statusCode === 204 ? done() : fail(new Error(text))));
    });
    asked.on('error', () => fail(new Error('nothing is running here: start it with `npm start`')));
    asked.end();
  });
}
