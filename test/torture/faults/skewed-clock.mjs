// Preloaded into every process of a tortured stack (NODE_OPTIONS): shifts the clock of one service by the
// value in the file.
import { readFileSync } from 'node:fs';

const FILE = process.env.STOCKPROOF_TEST_CLOCK_FILE ?? '';
const LOOK_EVERY_MS = 250;
const [, me = ''] = /dist\/apps\/([^/]+)\//.exec(process.argv[1] ?? '') ?? [];

if (FILE !== '' && me !== '') {
  let offset_ms = 0;
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(RealDate.now() + offset_ms);
      else super(...given);
    }

    static now() {
      return RealDate.now() + offset_ms;
    }
  };
  setInterval(() => {
    try {
      offset_ms = JSON.parse(readFileSync(FILE, 'utf8'))[me] ?? 0;
    } catch {
      offset_ms = 0;
    }
  }, LOOK_EVERY_MS).unref();
}
