/** `npm run doctor` with ACCOUNTS_FILE, against an emulator. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { anAccount, control, start } from '../../emulator/test/harness.js'
import { doctor } from '../../src/cli/doctor/doctor.js'

interface Finding {
  subject: string
  status: string
  detail: string
  advice?: string
}

const role = (accountId: string) => `arn:aws:iam::${accountId}:role/support-graph`

/** The findings about accounts, for a file with these contents. */
async function diagnose(
  contents: unknown,
  upstream: string,
): Promise<{ exitCode: number; findings: Finding[]; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-accounts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'accounts.json')
  writeFileSync(path, JSON.stringify(contents))
  let output = ''
  const env = { SUPPORT_CALLS_PER_SECOND: '10000', SUPPORT_UPSTREAM: upstream, ACCOUNTS_FILE: path }
  const exitCode = await doctor(['--json'], env, (text) => void (output += text))
  const { findings } = JSON.parse(output) as { findings: Finding[] }
  return { exitCode, findings: findings.filter(({ subject }) => subject.startsWith('Account')), output }
}

test('the doctor has one finding per account: its role, its plan and its permissions', async () => {
  const { emulator } = await start({
    account: (accountId) => ({ ...anAccount({ accountId }), hasPlan: accountId !== '333344445555' }),
  })
  const withRole = (accountId: string) => ({ accountId, roleArn: role(accountId), stsEndpoint: emulator.url })
  await control(emulator, 'POST', 'roles', { refuse: [role('444455556666')] })
  const fault = {
    operation: 'ResolveCase',
    accountId: '222233334444',
    error: 'AccessDeniedException',
    count: 'unlimited',
  }
  await control(emulator, 'POST', 'faults', fault)

  const { exitCode, findings, output } = await diagnose(
    [
      { name: 'production', accountId: '111122223333' },
      { name: 'data', ...withRole('222233334444') },
      { name: 'sandbox', ...withRole('333344445555') },
      { name: 'closed', ...withRole('444455556666') },
    ],
    emulator.url,
  )
  expect(exitCode).toBe(1)
  expect(findings).toEqual([
    {
      subject: 'Account production',
      status: 'ok',
      detail: '111122223333, no role: the plan includes AWS Support; 19 operations allowed.',
    },
    {
      subject: 'Account data',
      status: 'failed',
      detail: '222233334444, role assumed: the plan includes AWS Support; 18 operations allowed, refused: ResolveCase.',
      advice: expect.stringContaining('Allow support:ResolveCase'),
    },
    {
      subject: 'Account sandbox',
      status: 'failed',
      detail: expect.stringMatching(/^333344445555, role assumed: The AWS account has no support plan/),
      advice: expect.stringMatching(/^Buy such a plan for this account, or remove it from ACCOUNTS_FILE/),
    },
    {
      subject: 'Account closed',
      status: 'failed',
      detail: expect.stringMatching(
        /^444455556666: The gateway cannot assume the role of the account \(AccessDenied\)/,
      ),
      advice: expect.stringContaining('its trust policy and its external id'),
    },
    { subject: 'Accounts', status: 'ok', detail: expect.stringMatching(/accounts\.json" has 4 accounts\.$/) },
  ])
  expect(output).not.toContain('arn:')
})

test('the doctor succeeds if all accounts work, and fails for an invalid file', async () => {
  const { emulator } = await start({ account: (accountId) => anAccount({ accountId }) })
  const accounts = [
    { name: 'production', accountId: '111122223333' },
    { name: 'data', accountId: '222233334444' },
  ]
  expect((await diagnose(accounts, emulator.url)).exitCode).toBe(0)
  const invalid = await diagnose([{ name: 'production', accountId: '1' }], emulator.url)
  expect(invalid.exitCode).toBe(1)
  expect(invalid.findings).toMatchObject([{ subject: 'Accounts', status: 'failed' }])
})
