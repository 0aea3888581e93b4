import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// STOCKPROOF_CONSOLE_WEB_OUT: where a build goes until it is whole; tools/bootstrap.mjs puts it in place.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  cacheDir: '../../node_modules/.cache/vite',
  build: {
    outDir: process.env.STOCKPROOF_CONSOLE_WEB_OUT ?? '../../dist/console-web',
    emptyOutDir: true,
    // Inlined, a file would be a data: address, which the page's policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
    reportCompressedSize: false,
    target: 'es2023',
  },
});
