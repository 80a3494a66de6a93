/** The startup banner for terminals: URLs, the account, and how to stop the gateway. */

export interface BannerFacts {
  /** Where the gateway listens, without a path. */
  url: string
  /** Whether the built-in emulator is the only upstream, so nothing reaches AWS. */
  isDemo: boolean
  /** The upstream, as the ready line names it. */
  upstream: string
  /** The names of all accounts. */
  accounts: readonly string[]
  /** Whether /graphiql is served. */
  explorer: boolean
}

/** Lines of text that end in a line feed, without color: terminals differ, and people copy from them. */
export function banner({ url, isDemo, upstream, accounts, explorer }: BannerFacts): string {
  const account = isDemo
    ? 'demo: sample data in memory, lost on exit'
    : `${upstream}: mutations open and change its cases`
  const rows = [
    ...(explorer ? [['GraphiQL', `${url}/graphiql`]] : []),
    ['GraphQL', `${url}/graphql`],
    ['Account', account],
    ...(isDemo && accounts.length > 1 ? [['', accounts.join(', ')]] : []),
    ['Stop', 'Ctrl-C'],
  ]
  return rows.map(([name = '', value = '']) => `  ${name.padEnd(10)}${value}\n`).join('')
}
