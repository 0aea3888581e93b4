import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Problem, withOwnRules } from '@stockproof/http';
import type { Logger } from '@stockproof/telemetry';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { plainPage } from '../plain-page.js';
import { pageFile } from './page-file.js';

const NONE = "'none'";
const SELF = "'self'";

/**
 * What the page may load and do: everything comes from here, no script and no style is in the document, no other site
 * shows it in a frame.
 */
const PAGE_POLICY = Object.entries({
  'default-src': NONE,
  'script-src': SELF,
  'style-src': SELF,
  'img-src': `${SELF} data:`,
  'font-src': SELF,
  'connect-src': SELF,
  'worker-src': SELF,
  'manifest-src': SELF,
  'base-uri': NONE,
  'form-action': NONE,
  'frame-ancestors': NONE,
})
  .map(([name, value]) => `${name} ${value}`)
  .join('; ');

const NOT_BUILT = plainPage('The page is not built: run `npm run build:web` on the machine of the console.', {
  to: '/api/session',
  text: 'Who is logged in',
});

/** Serves the built page in `folder`. It may be built, or built again, while the service runs. */
export async function servePage(fastify: FastifyInstance, folder: string, logger: Logger): Promise<void> {
  await fastify.register(fastifyStatic, { root: folder, serve: false, suppressWarning: true });
  fastify.get('/*', withOwnRules(logger), (request, reply) => {
    const file = pageFile((request.raw.url ?? '/').split('?')[0] ?? '/');
    const there = 'name' in file && existsSync(join(folder, file.name));
    if (file.kind === 'nothing' || (file.kind === 'asset' && !there))
      throw new Problem(404, 'not_found', 'there is nothing at this address');
    if (file.kind === 'asset') return reply.sendFile(file.name, { maxAge: '365d', immutable: true });
    if (file.kind === 'file' && there) return reply.sendFile(file.name, { cacheControl: false });
    return sendIndex(reply, folder);
  });
}

/** Never cached: it names the assets of this build. */
function sendIndex(reply: FastifyReply, folder: string): FastifyReply {
  void reply.header('content-security-policy', PAGE_POLICY);
  if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html', { cacheControl: false });
  return reply.type('text/html; charset=utf-8').send(NOT_BUILT);
}
