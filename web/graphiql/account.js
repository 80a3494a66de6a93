// Which account the operations of the page reach. The server writes it into the page, since no response says it.

/** `demo` for the emulator inside the gateway; everything else counts as an AWS account. */
export const account = document.documentElement.dataset.account === 'demo' ? 'demo' : 'aws'

/**
 * Whether a page of the demo still speaks to the demo. It may be open for days, while the gateway at its address is started anew in front of an AWS
 * account: what would change made-up data must not change that one.
 */
export async function isStillThatAccount() {
  if (account !== 'demo') return true
  const response = await fetch(location.href, { cache: 'no-store' })
  return (await response.text()).includes('data-account="demo"')
}

const prefix = `${account}:`
const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix))

/**
 * Tabs and history of this account alone. Both accounts may be at the same address, one after the other: a mutation from a tab of the demo must
 * not be one click away from an AWS account.
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
