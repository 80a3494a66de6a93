// Keeps the active tab in view, and opens its variables, which GraphiQL does not.
import { useEditorContext } from '@graphiql/react'
import { useEffect } from 'react'

export function useActiveTab() {
  const { tabs, activeTabIndex } = useEditorContext({ nonNull: true })
  const { id, title, variables } = tabs[activeTabIndex] ?? {}
  const hasVariables = Boolean(variables?.trim())

  // Also when the title changes: it arrives later and makes the tab wider.
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [id, title, tabs.length])

  useEffect(() => {
    if (hasVariables) showVariables()
  }, [id, hasVariables])
}

/** Opens the variables pane. GraphiQL has no function for it, so this clicks its button. */
export function showVariables() {
  const button = document.querySelector('.graphiql-editor-tools [data-name="variables"]')
  if (button && !button.classList.contains('active')) button.click()
}
