// Scrolls to the active tab, and opens the variables pane if the tab has variables. GraphiQL does neither.
import { useEditorContext } from '@graphiql/react'
import { useEffect } from 'react'

export function useActiveTab() {
  const { tabs, activeTabIndex } = useEditorContext({ nonNull: true })
  const { id, title, variables } = tabs[activeTabIndex] ?? {}
  const hasVariables = Boolean(variables?.trim())

  // Depends on the title too: GraphiQL sets it later, which makes the tab wider.
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
