// The list of examples in GraphiQL's sidebar.
import { useEditorContext } from '@graphiql/react'
import { createElement, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import { account } from './account.js'
import { showVariables } from './active-tab.js'

/** @type {{ name: string, group: string, title: string, query: string, variables?: string, variablesForAws?: string }[]} inserted by scripts/build.js */
const examples = EXAMPLES

/** Matches windows so narrow that the list covers the editors. Same width as in main.css. */
const narrow = window.matchMedia('(max-width: 799px)')

/** Matches touch devices. On these, focusing an editor opens a keyboard over half of the page, and there is no Ctrl-Enter. */
const touch = window.matchMedia('(pointer: coarse)')

const HINTS = [
  'Each example opens in its own tab. Run it with the play button, or with Ctrl-Enter in its editor.',
  account === 'aws' &&
    'This is an AWS account. Example mutations that change cases have "validateOnly": true, which checks the input and changes nothing. Other mutations have no such option.',
  'If the gateway requires authentication, add your credentials to Headers, such as { "x-api-key": "asg_…" }, and press “Re-fetch GraphQL schema” for the docs.',
].filter(Boolean)

export const examplesPlugin = { title: 'Examples', icon: ExamplesIcon, content: Examples }

/** The tab that the page opens first. */
export const firstTab = examples[0] && { query: examples[0].query, variables: variablesOf(examples[0]) }

function variablesOf({ variables, variablesForAws }) {
  return account === 'aws' ? (variablesForAws ?? variables) : variables
}

function ExamplesIcon() {
  const icon = useRef(null)
  const { queryEditor, variableEditor } = useEditorContext({ nonNull: true })
  // GraphiQL wraps lines only in the response, but comments in examples are wider than its editors.
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor]) editor?.setOption('lineWrapping', true)
  }, [queryEditor, variableEditor])
  // GraphiQL applies `visiblePlugin` after its layout has hidden the pane, so this clicks the button instead.
  useEffect(() => {
    if (!narrow.matches) icon.current.closest('button')?.click()
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
    // A new tab has no headers: copy those of the current tab, which may contain credentials.
    const headers = editor.headerEditor?.getValue() ?? ''
    // flushSync, because GraphiQL overwrites the editors with the contents of a tab when it renders the tab.
    if (opened < 0) {
      flushSync(() => editor.addTab())
      editor.queryEditor?.setValue(example.query)
      editor.variableEditor?.setValue(variablesOf(example) ?? '')
      editor.headerEditor?.setValue(headers)
    } else if (opened !== editor.activeTabIndex) flushSync(() => editor.changeTab(opened))
    // GraphiQL updates the operation name after 100 ms, and until then would send the previous tab's name. Each example has one operation, which
    // needs no name.
    if (editor.queryEditor) editor.queryEditor.operationName = null
    if (example.variables) showVariables()
    if (narrow.matches) document.querySelector('.graphiql-sidebar .active')?.click()
    // Ctrl-Enter works only in a focused editor.
    if (!touch.matches) editor.queryEditor?.focus()
  }

  return createElement(
    'section',
    { className: 'examples', 'aria-label': 'Examples' },
    createElement('h2', null, 'Examples'),
    HINTS.map((hint) => createElement('p', { key: hint }, hint)),
    [...new Set(examples.map(({ group }) => group))].map((group) =>
      createElement(
        'section',
        { key: group, 'aria-label': group },
        createElement('h3', null, group),
        createElement(
          'ul',
          null,
          examples
            .filter((example) => example.group === group)
            .map((example) => createElement(Example, { key: example.name, example, onOpen: open })),
        ),
      ),
    ),
  )
}

function Example({ example, onOpen }) {
  return createElement(
    'li',
    null,
    createElement(
      'button',
      { type: 'button', onClick: () => onOpen(example) },
      createElement('strong', null, example.name),
      example.title,
    ),
  )
}
