/** The page /graphiql in a browser, in front of the built gateway. */
import { onTestFinished, describe, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { startEmulator } from '../../emulator/start.js'
import { narrow, newProfile, openPage, useBrowser, wide } from '../support/browser.js'
import { built } from '../support/built.js'
import { examples, groups } from '../support/examples.js'
import { freePort } from '../support/free-port.js'
import { choose, isInside, queryOf, ready, responseOf, responseWith, textOf, variablesOf } from '../support/graphiql.js'
import { post } from '../support/post.js'
import { ready as listening, runGateway, type GatewayProcess } from '../support/process.js'
import { read } from '../support/read.js'

useBrowser()
const bundle = built('main.js')

/** The URL of the page, and the gateway behind it. */
async function start(env: Record<string, string> = {}): Promise<{ url: string; gateway: GatewayProcess }> {
  const gateway = runGateway(bundle, { LOG_LEVEL: 'silent', ...env })
  return { url: `${await listening(gateway)}/graphiql`, gateway }
}

/** A separate emulator, which the gateway treats like an AWS account. */
async function startAccount() {
  const emulator = await startEmulator()
  onTestFinished(() => emulator.stop())
  return emulator
}

async function openDemo(viewport = wide): Promise<Page> {
  const { url } = await start()
  const page = await openPage(url, viewport)
  await ready(page)
  return page
}

const runButton = (page: Page) => page.getByRole('button', { name: /^Execute query/ })
const badge = (page: Page) => page.locator('.account')
const activeTab = (page: Page) => page.locator('.graphiql-tab-active')
const titleOf = (tab: Locator) => tab.locator('.graphiql-tab-button').textContent()

describe.each([
  ['1280 px', wide],
  ['390 px', narrow],
])('at %s', (width, viewport) => {
  test(`Ctrl-Enter runs an example right after it is chosen, and the response is in view: ${width}`, async () => {
    const page = await openDemo(viewport)
    await choose(page, 'case')
    await page.keyboard.press('Control+Enter')
    expect(await responseWith(page, '"subject"')).toMatchObject({ data: { case: { subject: expect.any(String) } } })
    expect(await isInside(runButton(page), page)).toBe(true)
    expect(await isInside(responseOf(page), page)).toBe(true)
    expect(await isInside(responseOf(page).getByText('"subject"'), page)).toBe(true)
  })

  test(`choosing an example with variables opens the variables pane: ${width}`, async () => {
    const page = await openDemo(viewport)
    expect(await isInside(variablesOf(page), page)).toBe(false)
    await choose(page, 'search')
    await expect.poll(() => isInside(variablesOf(page), page)).toBe(true)
    expect(await textOf(variablesOf(page))).toBe(examples.find(({ name }) => name === 'search')?.variables)
    await page.getByRole('button', { name: 'Hide editor tools' }).click()
    await choose(page, 'search')
    await expect.poll(() => isInside(variablesOf(page), page)).toBe(true)
  })

  test(`the active tab and the badge are in view with many tabs open: ${width}`, async () => {
    const page = await openDemo(viewport)
    for (const name of ['dashboard', 'case', 'thread-page', 'search', 'form-services', 'open-case-with-file']) {
      await choose(page, name)
    }
    const tabs = page.getByRole('tablist').or(page.locator('.graphiql-tabs')).first()
    await expect.poll(() => titleOf(activeTab(page))).toBe('OpenCaseWithFile')
    await expect.poll(() => isInside(activeTab(page), tabs)).toBe(true)
    expect(await isInside(badge(page), page)).toBe(true)
    await choose(page, 'dashboard')
    await expect.poll(() => titleOf(activeTab(page))).toBe('Dashboard')
    await expect.poll(() => isInside(activeTab(page), tabs)).toBe(true)
  })

  test(`the editors wrap long lines, such as the comments of an example: ${width}`, async () => {
    const page = await openDemo(viewport)
    await choose(page, 'open-case')
    await expect.poll(() => textOf(queryOf(page))).toMatch(/^#.{100}/m)
    for (const editor of [queryOf(page), variablesOf(page)]) expect(await editor.evaluate(hasLongLines)).toBe(false)
  })

  test(`nothing is wider than the window: ${width}`, async () => {
    const page = await openDemo(viewport)
    const scrolls = await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    expect(scrolls).toBe(false)
  })
})

test('on a touch screen, a button runs an example and no editor takes focus', async () => {
  const { url } = await start()
  const page = await openPage(url, narrow, await newProfile({ hasTouch: true, isMobile: true }))
  await ready(page)
  await choose(page, 'case')
  expect(await page.locator('.CodeMirror-focused').count()).toBe(0)
  await runButton(page).tap()
  await responseWith(page, '"subject"')
  expect(await isInside(responseOf(page), page)).toBe(true)
})

test('the accounts example shows the three accounts of npm start, and why the cases of one are missing', async () => {
  const { url } = await start({ ACCOUNTS_FILE: 'demo' })
  const page = await openPage(url)
  await ready(page)
  await choose(page, 'accounts')
  await page.keyboard.press('Control+Enter')
  expect(await responseWith(page, '"caseSummary"')).toMatchObject({
    data: {
      accounts: { nodes: [{ name: 'production' }, { name: 'data-platform' }, { name: 'sandbox' }] },
      caseSummary: { totalCount: 27, failures: [{ account: { name: 'sandbox' }, code: 'SUBSCRIPTION_REQUIRED' }] },
    },
  })
})

test('the root URL of the gateway opens GraphiQL', async () => {
  const { url } = await start()
  const page = await openPage(new URL('/', url).href)
  await ready(page)
  expect(page.url()).toBe(url)
})

test('the list has every example in its group', async () => {
  const page = await openDemo()
  const shown = []
  for (const section of await page.locator('.examples section').all()) {
    const names = await section.locator('strong').allTextContents()
    shown.push({ group: await section.locator('h3').textContent(), names })
  }
  const expected = groups.map((group) => ({
    group,
    names: examples.filter((example) => example.group === group).map(({ name }) => name),
  }))
  expect(shown).toEqual(expected)
})

test('the editor marks no variables of an example as invalid', async () => {
  const page = await openDemo()
  const marked = []
  for (const { name, query, variables } of examples.filter(({ variables }) => variables !== undefined)) {
    await choose(page, name)
    await expect.poll(() => textOf(variablesOf(page))).toBe(variables)
    // Once the tab has the query's name, the editor uses the query's variable types.
    await expect.poll(() => titleOf(activeTab(page))).toBe(/^(?:query|mutation) (\w+)/m.exec(query)?.[1])
    const messages = await variablesOf(page).evaluate(messagesOfLint)
    marked.push(...messages.map((message) => `${name}: ${message}`))
  }
  expect(marked).toEqual([])
})

interface Scrolled {
  CodeMirror: { getScrollInfo: () => { width: number; clientWidth: number } }
}

/** Runs in the page: whether the editor has lines that extend beyond its width. */
function hasLongLines({ CodeMirror }: Scrolled): boolean {
  const { width, clientWidth } = CodeMirror.getScrollInfo()
  return width > clientWidth
}

interface Linted {
  CodeMirror: {
    performLint: () => void
    state: { lint: { marked: { __annotation: { message: string } }[] } }
  }
}

function messagesOfLint({ CodeMirror: editor }: Linted): string[] {
  editor.performLint()
  return editor.state.lint.marked.map(({ __annotation: annotation }) => annotation.message)
}

describe('the account', () => {
  test('with the demo account, the badge says Demo and the examples do not set validateOnly', async () => {
    const page = await openDemo()
    expect(await badge(page).textContent()).toBe('Demo')
    await choose(page, 'resolve')
    await expect.poll(() => textOf(variablesOf(page))).toContain('caseId')
    expect(await textOf(variablesOf(page))).not.toContain('validateOnly')
  })

  test('with any other upstream, the badge says AWS account, and the page does not reveal which account', async () => {
    const emulator = await startAccount()
    const { url } = await start({ SUPPORT_UPSTREAM: emulator.url, SUPPORT_ACCOUNT: 'payments-prod' })
    const page = await openPage(url)
    expect(await badge(page).textContent()).toBe('AWS account')
    const html = await (await fetch(url)).text()
    expect(html).toContain('data-account="aws"')
    expect(html).not.toMatch(/payments-prod|127\.0\.0\.1/)
  })

  test('with an AWS account, every example mutation with a validateOnly input sets it and changes nothing', async () => {
    const emulator = await startAccount()
    const { url } = await start({ SUPPORT_UPSTREAM: emulator.url })
    const page = await openPage(url)
    await ready(page)
    const guarded = examples.filter(({ variablesForAws }) => variablesForAws?.includes('validateOnly'))
    for (const { name, variablesForAws } of guarded) {
      await choose(page, name)
      await expect.poll(() => textOf(variablesOf(page))).toBe(variablesForAws)
      expect(JSON.parse(variablesForAws ?? '')).toMatchObject({ input: { validateOnly: true } })
    }
    const { caseId } = read<{ caseId: string }>(
      JSON.parse(guarded.find(({ name }) => name === 'resolve')?.variables ?? ''),
      'input',
    )
    const statusOf = async () => {
      const query = `{ case(id: "${caseId}") { status } }`
      return (await post({ url: new URL(url).origin }, { query }, { 'cache-control': 'no-cache' })).text()
    }
    const before = await statusOf()
    expect(before).not.toContain('RESOLVED')
    await choose(page, 'resolve')
    await page.keyboard.press('Control+Enter')
    expect(await responseWith(page, '"userErrors"')).toMatchObject({ data: { resolveCase: { userErrors: [] } } })
    expect(await statusOf()).toBe(before)
  })

  test('tabs of the demo are not restored for an AWS account at the same address', async () => {
    const port = String(await freePort())
    const profile = await newProfile()
    const demo = await start({ PORT: port })
    const page = await openPage(demo.url, wide, profile)
    await ready(page)
    await choose(page, 'resolve')
    await expect.poll(() => titleOf(activeTab(page))).toBe('Resolve')
    const stored = () => page.evaluate<string>('JSON.stringify(Object.entries(localStorage))')
    await expect.poll(stored).toContain('ResolveCaseInput')
    await page.close()
    demo.gateway.child.kill('SIGINT')
    await demo.gateway.exited

    const emulator = await startAccount()
    const { url } = await start({ PORT: port, SUPPORT_UPSTREAM: emulator.url })
    const again = await openPage(url, wide, profile)
    await ready(again)
    expect(await again.getByRole('tab').count()).toBe(1)
    expect(await textOf(queryOf(again))).toBe(examples[0]?.query)
  })

  test('an open page of the demo runs nothing against an AWS account at the same address', async () => {
    const port = String(await freePort())
    const demo = await start({ PORT: port })
    const page = await openPage(demo.url)
    await ready(page)
    await choose(page, 'resolve')
    await expect.poll(() => titleOf(activeTab(page))).toBe('Resolve')
    demo.gateway.child.kill('SIGINT')
    await demo.gateway.exited

    const emulator = await startAccount()
    await start({ PORT: port, SUPPORT_UPSTREAM: emulator.url })
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => badge(page).textContent()).toBe('AWS account')
    await ready(page)
    const calls = await fetch(`${emulator.url}/_emulator/calls`)
    expect(read(await calls.json(), 'counts')).toEqual({})
    expect(await textOf(queryOf(page))).toBe(examples[0]?.query)
  })
})

/** An element's focus indicator. In CodeMirror, it is on the editor around the hidden textarea. */
function indicatorOf(element: Element): { outline: string; visible: boolean } {
  const shown = element.closest('.CodeMirror') ?? element
  const { outlineStyle, outlineWidth, outlineColor } = element.ownerDocument.defaultView.getComputedStyle(shown)
  const visible = outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2 && !/rgba\(.*, 0?\.\d+\)/.test(outlineColor)
  return { outline: `${outlineStyle} ${outlineWidth} ${outlineColor}`, visible }
}

interface Element {
  closest: (selector: string) => Element | null
  ownerDocument: {
    defaultView: {
      getComputedStyle: (element: Element) => Record<'outlineStyle' | 'outlineWidth' | 'outlineColor', string>
    }
  }
}

/** Controls in a part of the page that look the same with and without focus. */
async function withoutFocusRing(part: Locator): Promise<string[]> {
  const page = part.page()
  // The browser treats focus set by a script as keyboard focus if the last input came from the keyboard.
  await page.keyboard.press('Shift')
  const controls = part.locator('button, a[href], input, textarea, [tabindex]:not([tabindex="-1"])')
  const found: string[] = []
  const all = await controls.filter({ visible: true }).all()
  expect(all.length).toBeGreaterThan(0)
  for (const control of all) {
    await control.focus()
    const focused = await control.evaluate(indicatorOf)
    await control.blur()
    const blurred = await control.evaluate(indicatorOf)
    if (!focused.visible || focused.outline === blurred.outline) {
      found.push(`${await control.evaluate(({ outerHTML }) => outerHTML.slice(0, 100))}: ${focused.outline}`)
    }
  }
  return found
}

describe('keyboard focus', () => {
  test('every control of the page shows keyboard focus', async () => {
    const page = await openDemo()
    await choose(page, 'case')
    await expect.poll(() => isInside(variablesOf(page), page)).toBe(true)
    expect(await withoutFocusRing(page.locator('body'))).toEqual([])
  })

  test.each(['Documentation Explorer', 'History'])('every control of %s shows keyboard focus', async (name) => {
    const page = await openDemo()
    // Running a query creates an entry in the history.
    await runButton(page).click()
    await responseWith(page, '"cases"')
    await page.getByRole('button', { name: `Show ${name}` }).click()
    expect(await withoutFocusRing(page.locator('.graphiql-plugin'))).toEqual([])
  })

  test.each(['settings', 'short keys'])('every control of the %s dialog shows keyboard focus', async (name) => {
    const page = await openDemo()
    await page.getByRole('button', { name: `Open ${name} dialog` }).click()
    expect(await withoutFocusRing(page.getByRole('dialog'))).toEqual([])
  })
})
