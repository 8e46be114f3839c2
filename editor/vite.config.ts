import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The packages are read from their sources, so that a change in a node type is seen without a build.
const packages = ['rules', 'lifecycle', 'journey', 'nodes', 'api'].map((name) => ({
  find: `@sojourn/${name}`,
  replacement: fileURLToPath(new URL(`../packages/${name}/src/index.ts`, import.meta.url)),
}));

export default defineConfig({
  plugins: [react()],
  resolve: { alias: packages },
  build: { outDir: 'dist', sourcemap: true, chunkSizeWarningLimit: 900 },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/v1', '/u', '/health', '/ready'].map((path) => [
        path,
        // The server compares Origin with Host, so the browser's Host must reach it.
        { target: process.env.SOJOURN_API ?? 'http://127.0.0.1:3000', changeOrigin: false },
      ]),
    ),
  },
});
