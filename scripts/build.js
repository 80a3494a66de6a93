// Builds what `npm start` and `npm run emulator` run: one file each, packages left in node_modules.
import { build } from 'esbuild'

await build({
  entryPoints: { main: 'src/main.ts', emulator: 'src/emulator/main.ts' },
  outdir: 'dist',
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
})
