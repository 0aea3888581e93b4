import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beginLogin, finishLogin, type OidcClient, type PendingLogin } from '@stockproof/oidc-client';
import { readInstance } from '@stockproof/embedded';
import { forgetLogin, keepLogin } from '../api/kept-login.js';

const ANSWERED_WITHIN_MS = 5 * 60_000;
const SAID = 'This worked, or not: the command line says which. You can close this page.';

interface LoginOptions {
  readonly client: string;
  readonly service: string;
}

/** Lets a person log in with a browser on this machine, and stores the tokens for the other commands. */
export async function login({ client: client_id, service }: LoginOptions): Promise<void> {
  const { home, other_issuer, urls } = readInstance();
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client: OidcClient = {
    provider_url: other_issuer ?? urls.identity,
    client_id,
    resource: `urn:stockproof:${service}`,
    redirect_uri: `http://127.0.0.1:${port}/callback`,
  };
  try {
    const pending = await beginLogin(client);
    console.log(`Log in with a browser on this machine:\n\n  ${pending.url}\n`);
    await keepLogin(
      home,
      client,
      await finishLogin(client, pending, await answerTo(server, client, pending)),
    );
    console.log('logged in; `stockproof logout` forgets it');
  } finally {
    server.close();
  }
}

/** The callback of the browser. A request without the state of this login learns nothing. */
function answerTo(server: Server, client: OidcClient, { state }: PendingLogin): Promise<URLSearchParams> {
  return new Promise((done, fail) => {
    setTimeout(() => fail(new Error('nobody logged in within five minutes')), ANSWERED_WITHIN_MS).unref();
    server.on('request', (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', client.redirect_uri);
      const is_answer = pathname === '/callback' && searchParams.get('state') === state;
      const headers = {
        'content-type': 'text/plain',
        'content-security-policy': "default-src 'none'",
        connection: 'close',
      };
      response.writeHead(is_answer ? 200 : 404, headers).end(is_answer ? SAID : '');
      if (is_answer) done(searchParams);
    });
  });
}

export async function logout(): Promise<void> {
  await forgetLogin(readInstance().home);
}
