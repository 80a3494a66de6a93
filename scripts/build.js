// Builds what `npm start` and the other commands for operators run, one file each, and the page at /graphiql. The gateway has its packages in its file:
// it starts in half of the time that it takes to find and read them one by one.
// `node scripts/build.js graphiql <folder>` builds the page alone.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const [only, folder = 'dist/graphiql'] = process.argv.slice(2)
const graphiql = buildWhenChanged(`${folder}/index.html`, ['web/graphiql', 'examples'], buildGraphiql)
const servers =
  only === 'graphiql' ? null : buildWhenChanged('dist/main.js', ['src', 'emulator', 'tsconfig.json'], buildServers)
await Promise.all([graphiql, servers])

/** A build takes a second of every start, and a start may be where nothing can be written: a stamp in the folder says what it was built from. */
async function buildWhenChanged(product, inputs, buildInto) {
  const outdir = dirname(product)
  const stamp = `${outdir}/.inputs`
  const hash = await hashOf([...inputs, 'scripts/build.js', 'package-lock.json'])
  if (existsSync(product) && (await readFile(stamp, 'utf8').catch(() => '')) === hash) return

  const esbuild = await import('esbuild').catch(() => null)
  if (esbuild === null && existsSync(product)) {
    process.stdout.write(`${product} stays as it is: esbuild, which would build it anew, is not installed.\n`)
    return
  }
  if (esbuild === null) throw new Error(`There is no ${product}, and no esbuild to build it: run npm ci.`)
  await buildInto(outdir, esbuild.build)
  await writeFile(stamp, hash)
}

async function buildServers(outdir, build) {
  const options = {
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Not linked from the code: with --enable-source-maps, the first error would parse 4 MB while all requests wait. docs/operations.md shows how to use them.
    sourcemap: 'external',
    logLevel: 'warning',
  }
  await Promise.all([
    build({
      ...options,
      entryPoints: { main: 'src/main.ts' },
      // Some packages import graphql, others require it: two of it do not know each other's types.
      alias: { graphql: fileURLToPath(import.meta.resolve('graphql')).replace(/index\.js$/, 'index.mjs') },
      // What is CommonJS asks for these.
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

async function buildGraphiql(outdir, build) {
  const examples = await readExamples()
  const { outputFiles } = await build({
    entryPoints: ['web/graphiql/main.js', 'web/graphiql/main.css'],
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Named by content, so that browsers may keep them for ever.
    entryNames: '[name]-[hash]',
    define: { 'process.env.NODE_ENV': '"production"', EXAMPLES: JSON.stringify(examples) },
    alias: { 'react-style-singleton': './web/graphiql/no-styles.js' },
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

/** The operations of examples/, in the order of their file names. Each one's first comment is its title; variables stand in a .json of the same name. */
async function readExamples() {
  const files = (await readdir('examples')).toSorted()
  const examples = []
  for (const file of files.filter((file) => file.endsWith('.graphql'))) {
    const query = await readFile(`examples/${file}`, 'utf8')
    const variables = file.replace(/graphql$/, 'json')
    examples.push({
      // A number in front is for the order.
      name: basename(file, '.graphql').replace(/^\d+-/, ''),
      title: /^#\s*(.+)$/m.exec(query)?.[1] ?? '',
      query,
      ...(files.includes(variables) && { variables: await readFile(`examples/${variables}`, 'utf8') }),
    })
  }
  return examples
}

async function hashOf(inputs) {
  const hash = createHash('sha256')
  for (const input of inputs) {
    const files = extname(input)
      ? [input]
      : (await readdir(input, { recursive: true })).toSorted().map((file) => `${input}/${file}`)
    // Folders among them count by their names.
    for (const file of files) hash.update(file).update(await readFile(file).catch(() => ''))
  }
  return hash.digest('hex')
}
