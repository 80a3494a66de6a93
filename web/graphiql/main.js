// The page at /graphiql: GraphiQL with the operations of examples/ in its sidebar. Runs in the browser; scripts/build.js bundles it.
import { GraphiQL } from 'graphiql'
import { useEditorContext } from '@graphiql/react'
import { createElement, useEffect, useRef } from 'react'
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

const LOGIN_HINT =
  'Where a login is asked for, put it into Headers, such as { "x-api-key": "asg_…" }, and press “Re-fetch GraphQL schema” for the docs.'

const examplesPlugin = { title: 'Examples', icon: ExamplesIcon, content: Examples }

function ExamplesIcon() {
  const icon = useRef(null)
  // GraphiQL's `visiblePlugin` comes too late for its own layout, which has hidden the pane by then: press the button in its place.
  // Not where it would push the editors out of a narrow window: there the button opens it.
  useEffect(() => {
    if (window.innerWidth >= 800) icon.current.closest('button')?.click()
  }, [])
  return createElement(
    'svg',
    { ref: icon, viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, 'aria-hidden': true },
    createElement('path', { d: 'M5 4h14M5 9h14M5 14h6M5 19h6M15 13l5 3.5-5 3.5z' }),
  )
}

function Examples() {
  const editor = useEditorContext({ nonNull: true })

  function open(example) {
    const opened = editor.tabs.findIndex((tab) => tab.query === example.query)
    if (opened === editor.activeTabIndex) return
    if (opened >= 0) return editor.changeTab(opened)
    // A new tab has no headers: who has logged in stays so.
    const headers = editor.headerEditor?.getValue() ?? ''
    editor.addTab()
    // The new tab fills the editors when it is rendered, which is later than this.
    setTimeout(() => {
      editor.queryEditor?.setValue(example.query)
      editor.variableEditor?.setValue(example.variables ?? '')
      editor.headerEditor?.setValue(headers)
    })
  }

  return createElement(
    'section',
    { className: 'examples', 'aria-label': 'Examples' },
    createElement('h2', null, 'Examples'),
    createElement('p', null, 'Each opens in a tab of its own. Run it with Ctrl-Enter.'),
    createElement('p', null, LOGIN_HINT),
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
    ...(first && { defaultTabs: [{ query: first.query, variables: first.variables }] }),
  }),
)
