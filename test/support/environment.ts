import { onTestFinished } from 'vitest'

/** Sets and unsets variables of this process until the end of the test: the AWS SDK reads them directly. */
export function setEnvironment(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = process.env[name]
    onTestFinished(() => put(name, before))
    put(name, value)
  }
}

function put(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
