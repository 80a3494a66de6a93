/** Pages in Debian's Chromium. playwright-core controls it and does not bundle a browser. */
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'

const CHROMIUM = '/usr/bin/chromium'

export const wide = { width: 1280, height: 800 }
/** The size of a phone. */
export const narrow = { width: 390, height: 844 }

let browser: Browser

/**
 * Call at the top of a test file: starts one browser for its tests. Without Chromium, all of them fail with
 * instructions to install it.
 */
export function useBrowser(): void {
  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) {
      throw new Error(
        `The browser tests need ${CHROMIUM}, which is not installed: run apt-get install --no-install-recommends chromium.`,
      )
    }
    const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync']
    browser = await chromium.launch({ executablePath: CHROMIUM, args })
  })
  afterAll(() => browser?.close())
}

/** A separate browser profile, whose storage outlives its pages. */
export async function newProfile(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const profile = await browser.newContext(options)
  onTestFinished(() => profile.close())
  return profile
}

/** Opens a URL. The test fails if the page logs an error, such as a violation of its content policy. */
export async function openPage(url: string, viewport = wide, profile?: BrowserContext): Promise<Page> {
  const page = await (profile ?? (await newProfile())).newPage()
  const errors: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())))
  page.on('pageerror', (error) => void errors.push(error.message))
  onTestFinished(() => expect(errors).toEqual([]))
  await page.setViewportSize(viewport)
  await page.goto(url)
  return page
}
