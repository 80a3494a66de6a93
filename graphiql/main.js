// The page at /graphiql: GraphiQL with the operations of examples/ in its sidebar. Runs in the browser; scripts/build.js bundles it.
import { GraphiQL } from 'graphiql'
import { useEditorContext } from '@graphiql/react'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'

/** @type {{ name: string, title: string, query: string, variables?: string }[]} put here by scripts/build.js */
const examples = EXAMPLES

/** Relative, so that the page also works behind a path prefix. */
const endpoint = new URL('graphql', window.location.href)

async function fetcher(operation, { headers = {} } = {}) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  })
  return response.json()
}

const examplesPlugin = {
  title: 'Examples',
  icon: () =>
    createElement(
      'svg',
      { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, 'aria-hidden': true },
      createElement('path', { d: 'M5 4h14M5 9h14M5 14h9M5 19h6M17 14l4 3-4 3z' }),
    ),
  content: Examples,
}

function Examples() {
  const editor = useEditorContext({ nonNull: true })

  function open(example) {
    const opened = editor.tabs.findIndex((tab) => tab.query === example.query)
    if (opened === editor.activeTabIndex) return
    if (opened >= 0) return editor.changeTab(opened)
    editor.addTab()
    editor.queryEditor?.setValue(example.query)
    editor.variableEditor?.setValue(example.variables ?? '')
  }

  return createElement(
    'section',
    { className: 'examples', 'aria-label': 'Examples' },
    createElement('h2', null, 'Examples'),
    createElement('p', null, 'Each opens in a tab of its own. Run it with Ctrl-Enter.'),
    createElement(
      'ul',
      null,
      examples.map((example) =>
        createElement(
          'li',
          { key: example.name },
          createElement(
            'button',
            { type: 'button', onClick: () => open(example) },
            createElement('strong', null, example.name),
            example.title,
          ),
        ),
      ),
    ),
  )
}

const [first] = examples
createRoot(document.getElementById('graphiql')).render(
  createElement(GraphiQL, {
    fetcher,
    plugins: [examplesPlugin],
    visiblePlugin: examplesPlugin.title,
    ...(first && { defaultTabs: [{ query: first.query, variables: first.variables }] }),
  }),
)
