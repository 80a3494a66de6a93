// Which account the page's operations reach. The server writes it into the page, because no response contains it.

/** `demo` for the emulator inside the gateway; everything else counts as an AWS account. */
export const account = document.documentElement.dataset.account === 'demo' ? 'demo' : 'aws'

/**
 * Whether a demo page still reaches the demo; always true for an AWS page. A page may stay open for days while the gateway at its address is
 * restarted with an AWS account: mutations meant for sample data must not reach that account.
 */
export async function isStillThatAccount() {
  if (account !== 'demo') return true
  const response = await fetch(location.href, { cache: 'no-store' })
  return (await response.text()).includes('data-account="demo"')
}

const prefix = `${account}:`
const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix))

/**
 * GraphiQL's tabs and history, stored separately for the demo and for AWS accounts. Both may use the same address, one after the other: a mutation
 * in a tab of the demo must not be one click away from the AWS account.
 */
export const storage = {
  get length() {
    return keys().length
  },
  getItem: (key) => localStorage.getItem(prefix + key),
  setItem: (key, value) => localStorage.setItem(prefix + key, value),
  removeItem: (key) => localStorage.removeItem(prefix + key),
  clear() {
    for (const key of keys()) localStorage.removeItem(key)
  },
}
