/** The operations of examples/ as GraphiQL lists them. */
export interface Example {
  name: string
  group: string
  title: string
  query: string
  variables?: string
  /** Without `accountId`, and with `validateOnly: true` where the input has that field; absent if that changes nothing. */
  variablesForAws?: string
}

const script = new URL('../../scripts/examples.js', import.meta.url).href
const { groups, readExamples } = (await import(/* @vite-ignore */ script)) as {
  groups: string[]
  readExamples: () => Promise<Example[]>
}

export { groups }
export const examples = await readExamples()
