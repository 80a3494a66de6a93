// Bundles each program that `npm start` or another operator command runs into one file, and builds the page at
// /graphiql. The gateway's bundle includes its packages, which halves the startup time.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const { build } = await import('esbuild').catch((cause) => {
  throw new Error('The build needs esbuild, which is not installed: run npm ci.', { cause })
})
await Promise.all([buildServers('dist'), buildGraphiql('dist/graphiql')])

async function buildServers(outdir) {
  const options = {
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // The bundles do not link to their source maps. If they did, Node with --enable-source-maps would parse 4 MB at the
    // first error and block all requests. docs/operations.md shows how to use the maps.
    sourcemap: 'external',
    logLevel: 'warning',
  }
  await Promise.all([
    build({
      ...options,
      entryPoints: { main: 'src/main.ts' },
      alias: {
        // Some packages import graphql, others require it. Two copies reject each other's types.
        graphql: fileURLToPath(import.meta.resolve('graphql')).replace(/index\.js$/, 'index.mjs'),
        // Apollo Server hashes every query. In a bundle, this package falls back to SHA-256 in JavaScript.
        '@apollo/utils.createhash': 'node:crypto',
      },
      // CommonJS packages need these.
      banner: {
        js: `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url)
const __filename = import.meta.filename, __dirname = import.meta.dirname`,
      },
      sourcesContent: false,
      legalComments: 'linked',
    }),
    build({
      ...options,
      entryPoints: {
        emulator: 'emulator/main.ts',
        'api-key': 'src/cli/api-key.ts',
        doctor: 'src/cli/doctor/main.ts',
        'trusted-documents': 'src/cli/trusted-documents.ts',
      },
      packages: 'external',
    }),
  ])
}

async function buildGraphiql(outdir) {
  // Imported here, after the check that packages are installed.
  const { readExamples } = await import('./examples.js')
  const examples = await readExamples()
  const { outputFiles } = await build({
    entryPoints: ['web/graphiql/main.js', 'web/graphiql/main.css'],
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Named by content hash, so browsers can cache them forever.
    entryNames: '[name]-[hash]',
    define: { 'process.env.NODE_ENV': '"production"', EXAMPLES: JSON.stringify(examples) },
    alias: { 'react-style-singleton': './web/graphiql/no-styles.js' },
    plugins: [{ name: 'false-defaults', setup: fixFalseDefaults }],
    write: false,
    logLevel: 'error',
  })
  let html = await readFile('web/graphiql/index.html', 'utf8')
  await rm(outdir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })
  for (const { path, contents } of outputFiles) {
    html = html.replace(`{{main${extname(path)}}}`, `graphiql/${basename(path)}`)
    await writeFile(`${outdir}/${basename(path)}`, contents)
  }
  await writeFile(`${outdir}/index.html`, html)
}

/**
 * codemirror-graphql 2.2.9 treats a default of `false` as no default, and marks variables without that input field as
 * invalid.
 */
function fixFalseDefaults({ onLoad }) {
  onLoad({ filter: /codemirror-graphql\/\w+\/variables\/lint\.js$/ }, async ({ path }) => {
    const text = await readFile(path, 'utf8')
    return { contents: text.replace('!field.defaultValue', 'field.defaultValue === undefined') }
  })
}
