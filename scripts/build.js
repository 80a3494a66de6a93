// Builds what `npm start` and `npm run emulator` run: one file each, packages left in node_modules; and the page at /graphiql.
// `node scripts/build.js graphiql <folder>` builds the page alone.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { build } from 'esbuild'

const [only, outdir] = process.argv.slice(2)
await Promise.all(only === 'graphiql' ? [buildGraphiql(outdir)] : [buildServers(), buildGraphiql('dist/graphiql')])

async function buildServers() {
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
}

async function buildGraphiql(outdir) {
  const examples = await readExamples()
  // It takes a second of every start, and hardly ever changes.
  const inputs = await hashOf(['graphiql', 'scripts/build.js', 'package-lock.json'], JSON.stringify(examples))
  const stamp = `${outdir}/.inputs`
  if ((await readFile(stamp, 'utf8').catch(() => '')) === inputs) return

  const { outputFiles } = await build({
    entryPoints: ['graphiql/main.js', 'graphiql/main.css'],
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Named by content, so that browsers may keep them for ever.
    entryNames: '[name]-[hash]',
    define: { 'process.env.NODE_ENV': '"production"', EXAMPLES: JSON.stringify(examples) },
    alias: { 'react-style-singleton': './graphiql/no-styles.js' },
    write: false,
    logLevel: 'error',
  })
  let html = await readFile('graphiql/index.html', 'utf8')
  await rm(outdir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })
  for (const { path, contents } of outputFiles) {
    html = html.replace(`{{main${extname(path)}}}`, `graphiql/${basename(path)}`)
    await writeFile(`${outdir}/${basename(path)}`, contents)
  }
  await writeFile(`${outdir}/index.html`, html)
  await writeFile(stamp, inputs)
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

async function hashOf(paths, text) {
  const hash = createHash('sha256').update(text)
  for (const path of paths) {
    const files = extname(path) ? [path] : (await readdir(path)).toSorted().map((file) => `${path}/${file}`)
    for (const file of files) hash.update(await readFile(file))
  }
  return hash.digest('hex')
}
