import { type Client, createClient, createConfig } from '../generated/http/client/index.js';
import { type FetchOptions, retryingFetch } from './retrying-fetch.js';

/** Where the services are, and who calls. */
export interface ConnectOptions extends FetchOptions {
  /** Base addresses. What is left out cannot be called. */
  readonly urls: Partial<Record<Service, string>>;
  /** An API key or a token; a function is asked at each request, so that it may renew the token. */
  readonly token?: string | (() => string | Promise<string>);
}

/** ingestion takes updates, ledger tells what became of them, availability what can be sold, reservation holds it. */
export type Service = 'ingestion' | 'ledger' | 'availability' | 'reservation';

/** A connection to the services, for the generated operations (`client`) and what is built on them. */
export interface Stockproof {
  /** The generated client of a service. Throws if its address was not given. */
  readonly at: (service: Service) => Client;
}

/** Opens nothing: each call is a request of its own, repeated as `retries` says. */
export function connect(options: ConnectOptions): Stockproof {
  const { urls, token } = options;
  const repeating = retryingFetch(options);
  const clients = new Map(
    Object.entries(urls).map(([service, url]) => [
      service,
      createClient(
        createConfig({
          baseUrl: url.replace(/\/+$/, ''),
          fetch: repeating,
          ...(token === undefined ? {} : { auth: () => (typeof token === 'string' ? token : token()) }),
        }),
      ),
    ]),
  );
  return {
    at: (service) => {
      const client = clients.get(service);
      if (client === undefined) throw new Error(`connect({ urls: { ${service}: ... } }) is needed for this`);
      return client;
    },
  };
}
