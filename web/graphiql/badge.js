// The badge at the right end of the tab bar. It replaces GraphiQL's logo, because that place is visible at every width.
import { createElement } from 'react'
import { account } from './account.js'
import { useActiveTab } from './active-tab.js'

const badges = {
  demo: { label: 'Demo', title: 'Sample data in memory: change whatever you like.' },
  aws: { label: 'AWS account', title: 'Mutations without validateOnly: true change this account.' },
}

export function Badge() {
  // Called here because the badge is always rendered, and inside GraphiQL's contexts.
  useActiveTab()
  const { label, title } = badges[account]
  return createElement('span', { className: `account account-${account}`, title }, label)
}
