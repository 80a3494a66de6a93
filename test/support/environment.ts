import { afterEach } from 'vitest'

const restores: (() => void)[] = []
afterEach(() => {
  for (const restore of restores.splice(0).toReversed()) restore()
})

/** Sets and unsets variables of this process until the end of the test: the AWS SDK reads them by itself. */
export function setEnvironment(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = process.env[name]
    restores.push(() => put(name, before))
    put(name, value)
  }
}

function put(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
