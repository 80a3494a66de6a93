// Retakes docs/graphiql.png, the picture in the README: GraphiQL with the inbox of the demo. Runs the gateway
// in dist/ and Debian's Chromium.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'

const env = { PATH: process.env.PATH, PORT: '0', ACCOUNTS_FILE: 'demo', LOG_LEVEL: 'silent', SHUTDOWN_GRACE_MS: '0' }
const gateway = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme: 'light' })
  await page.goto(await pageUrl())
  await page.getByRole('button', { name: 'Re-fetch GraphQL schema', disabled: false }).waitFor()
  // Remove ids, which are long and meaningless in a picture.
  await page.locator('.graphiql-query-editor .CodeMirror').evaluate(({ CodeMirror }) => {
    CodeMirror.setValue(CodeMirror.getValue().replace(/^# For.*\n| +id\n/gm, ''))
  })
  await page.getByRole('button', { name: /^Execute query/ }).click()
  await page.locator('.graphiql-response').getByText('"subject"').first().waitFor()
  // Hide the pointer and its tooltip.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(500)
  await page.screenshot({ path: 'docs/graphiql.png' })
} finally {
  await browser.close()
  gateway.kill()
}

async function pageUrl() {
  for await (const line of createInterface({ input: gateway.stdout })) {
    const url = /http:\S+\/graphql/.exec(line)?.[0]
    if (url) return url.replace('graphql', 'graphiql')
  }
  throw new Error('The gateway did not start. Build it first: npm run build')
}
