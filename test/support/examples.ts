/** The operations of examples/ as GraphiQL lists them. */
export interface Example {
  name: string
  group: string
  title: string
  query: string
  variables?: string
  /** With `validateOnly: true`; absent if no variable of the operation has that field. */
  variablesForAws?: string
}

const script = new URL('../../scripts/examples.js', import.meta.url).href
const { groups, readExamples } = (await import(/* @vite-ignore */ script)) as {
  groups: string[]
  readExamples: () => Promise<Example[]>
}

export { groups }
export const examples = await readExamples()
