// The page at /graphiql: GraphiQL with the operations in examples/ in its sidebar. Runs in the browser; scripts/build.js bundles it.
import { GraphiQL } from 'graphiql'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { isStillThatAccount, storage } from './account.js'
import { Badge } from './badge.js'
import { examplesPlugin, firstTab } from './examples.js'

/** Relative, so the page also works behind a path prefix. */
const endpoint = new URL('graphql', window.location.href)

async function fetcher(operation, { headers = {} } = {}) {
  if (!(await isStillThatAccount())) {
    location.reload()
    // Pending until the page has been reloaded.
    return new Promise(() => {})
  }
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  })
  return response.json()
}

createRoot(document.getElementById('graphiql')).render(
  createElement(
    GraphiQL,
    { fetcher, storage, plugins: [examplesPlugin], defaultTabs: firstTab && [firstTab] },
    createElement(GraphiQL.Logo, null, createElement(Badge)),
  ),
)
