import { ImportWork, type WorkRequest } from './import-work.js';

const work = new ImportWork((answer) => self.postMessage(answer));

self.addEventListener('message', ({ data }: MessageEvent<WorkRequest>) => void work.handle(data));
