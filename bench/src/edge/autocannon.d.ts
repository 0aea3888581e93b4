declare module 'autocannon' {
  interface Result {
    readonly errors: number;
    readonly non2xx: number;
    readonly requests: { readonly average: number };
  }
  interface Options {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    readonly method: 'POST';
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
