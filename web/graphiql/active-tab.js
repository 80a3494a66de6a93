// What GraphiQL leaves undone when another tab becomes the active one.
import { useEditorContext } from '@graphiql/react'
import { useEffect } from 'react'

export function useActiveTab() {
  const { tabs, activeTabIndex } = useEditorContext({ nonNull: true })
  const { id, title, variables } = tabs[activeTabIndex] ?? {}
  const hasVariables = Boolean(variables?.trim())

  // The title is part of it: it comes after the tab, and makes it wider.
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [id, title, tabs.length])

  useEffect(() => {
    if (hasVariables) showVariables()
  }, [id, hasVariables])
}

/** Opens the pane below the query. GraphiQL has no function for it: this presses the button. */
export function showVariables() {
  const button = document.querySelector('.graphiql-editor-tools [data-name="variables"]')
  if (button && !button.classList.contains('active')) button.click()
}
