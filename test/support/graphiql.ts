/** A user's actions and view on the page /graphiql. */
import type { Locator, Page } from 'playwright-core'

interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** The editors for the query and for variables, found by the names of their regions. */
export const queryOf = (page: Page) => page.getByRole('region', { name: 'Query Editor' }).locator('.CodeMirror')
export const variablesOf = (page: Page) =>
  page.getByRole('region', { name: 'Variables' }).locator('.CodeMirror').first()
export const responseOf = (page: Page) => page.locator('.graphiql-response .CodeMirror')

/** The text of an editor, from CodeMirror: the page contains only the visible lines. */
export function textOf(editor: Locator): Promise<string> {
  return editor.evaluate((element: { CodeMirror: { getValue: () => string } }) => element.CodeMirror.getValue())
}

/** Waits for the page to be ready for input, with its schema. */
export async function ready(page: Page): Promise<void> {
  await queryOf(page).waitFor()
  await page.getByRole('button', { name: 'Re-fetch GraphQL schema', disabled: false }).waitFor()
}

/** Clicks an example in the list by name. Opens the list first if it is closed. */
export async function choose(page: Page, name: string): Promise<void> {
  const show = page.getByRole('button', { name: 'Show Examples' })
  if (await show.isVisible()) await show.click()
  await page.locator('.examples button', { has: page.locator(`strong:text-is("${name}")`) }).click()
}

/** The response as JSON, once it contains `text`. */
export async function responseWith(page: Page, text: string): Promise<unknown> {
  await responseOf(page).getByText(text).first().waitFor()
  return JSON.parse(await textOf(responseOf(page)))
}

/** Whether an element is entirely inside another, or inside the window. */
export async function isInside(locator: Locator, outer: Locator | Page): Promise<boolean> {
  const box = await locator.boundingBox()
  const size = 'viewportSize' in outer ? outer.viewportSize() : null
  const bounds: Box | null = 'viewportSize' in outer ? size && { x: 0, y: 0, ...size } : await outer.boundingBox()
  if (box === null || bounds === null || box.width === 0 || box.height === 0) return false
  return (
    box.x >= bounds.x - 1 &&
    box.y >= bounds.y - 1 &&
    box.x + box.width <= bounds.x + bounds.width + 1 &&
    box.y + box.height <= bounds.y + bounds.height + 1
  )
}
