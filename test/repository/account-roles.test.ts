/** The templates in deploy/accounts/ create a role with the permissions that the gateway uses, which only the gateway can assume. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse, type CollectionTag, type ScalarTag } from 'yaml'
import { readAccounts } from '../../src/config/accounts-file.js'
import { factsOf, operations, type Operation } from '../../src/upstream/operations.js'

const names = Object.keys(operations) as Operation[]
/** The IAM actions, in alphabetical order, for the operations that read, or for those that write. */
const actionsFor = (isWrite: boolean): string[] =>
  names
    .filter((name) => Boolean(factsOf(name).isWrite) === isWrite)
    .map((name) => `support:${name}`)
    .toSorted()

interface Statement {
  Action: string | string[]
  Resource?: string
  Principal?: unknown
  Condition?: unknown
}
interface Policy {
  PolicyName: string
  PolicyDocument: { Statement: Statement[] }
}
interface Template {
  Parameters: Record<string, { AllowedPattern?: string; Default?: string }>
  Conditions: Record<string, unknown>
  Resources: {
    Role: {
      Type: string
      Properties: {
        MaxSessionDuration: number
        AssumeRolePolicyDocument: { Statement: Statement[] }
        Policies: [Policy, { If: [string, Policy, unknown] }]
      }
    }
  }
}

/** CloudFormation's functions: `!Ref Role` reads as `{ Ref: 'Role' }`. */
const functions = ['Ref', 'GetAtt', 'Equals', 'If'].flatMap((name): (ScalarTag | CollectionTag)[] => [
  { tag: `!${name}`, resolve: (value) => ({ [name]: value }) },
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: (value) => ({ [name]: (value as { toJSON: () => unknown }).toJSON() }),
  },
])

describe('deploy/accounts/role.yaml', () => {
  const template = parse(readFileSync('deploy/accounts/role.yaml', 'utf8'), { customTags: functions }) as Template
  const { Policies: policies, ...role } = template.Resources.Role.Properties
  const [read, { If: ifAllowed }] = policies

  test('the CloudFormation role may call each reading operation of AWS Support, and nothing else if it is read-only', () => {
    expect(read.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Allow', Action: actionsFor(false), Resource: '*' }),
    ])
    const [condition, write, otherwise] = ifAllowed
    expect(template.Conditions).toEqual({ [condition]: { Equals: [{ Ref: 'ReadOnly' }, 'false'] } })
    expect(otherwise).toEqual({ Ref: 'AWS::NoValue' })
    expect(write.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Allow', Action: actionsFor(true), Resource: '*' }),
    ])
  })

  test('only the role of the gateway can assume the CloudFormation role, for an hour and with the external id', () => {
    expect(role.MaxSessionDuration).toBe(3_600)
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Sid: 'Gateway',
        Effect: 'Allow',
        Principal: { AWS: { Ref: 'GatewayRoleArn' } },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
      },
    ])
  })

  test('the CloudFormation parameters allow what ACCOUNTS_FILE allows', () => {
    const matches = (parameter: string, text: string): boolean =>
      new RegExp(template.Parameters[parameter]?.AllowedPattern ?? '(?!)').test(text)
    const roleName = template.Parameters['RoleName']?.Default ?? ''
    const roleArn = `arn:aws:iam::111122223333:role/${roleName}`
    const externalId = 'a1+=,.@:/_-'
    const entry = { name: 'production', accountId: '111122223333', roleArn, externalId }
    expect(readAccounts([entry], { upstream: 'aws', failoverEndpoints: [] })).toEqual([entry])
    expect([matches('ExternalId', externalId), matches('ExternalId', 'a b')]).toEqual([true, false])
    expect([matches('GatewayRoleArn', roleArn), matches('GatewayRoleArn', 'support-graph')]).toEqual([true, false])
    expect([matches('RoleName', roleName), matches('RoleName', 'team/support-graph')]).toEqual([true, false])
  })
})

describe('deploy/accounts/terraform', () => {
  const module = readFileSync('deploy/accounts/terraform/main.tf', 'utf8')

  /** The text of a top-level block. `terraform fmt` puts its closing brace at the start of a line. */
  function block(head: string): string {
    return module.split(`\n${head} {\n`)[1]?.split('\n}\n')[0] ?? ''
  }
  const listIn = (head: string, member: string): string[] =>
    quoted(new RegExp(`\\b${member}\\s*=\\s*\\[([^\\]]*)\\]`).exec(block(head))?.[1] ?? '')

  test('the Terraform role may call each reading operation of AWS Support, and nothing else if it is read-only', () => {
    expect(listIn('data "aws_iam_policy_document" "read"', 'actions')).toEqual(actionsFor(false))
    expect(listIn('data "aws_iam_policy_document" "write"', 'actions')).toEqual(actionsFor(true))
    expect(listIn('data "aws_iam_policy_document" "read"', 'resources')).toEqual(['*'])
    expect(listIn('data "aws_iam_policy_document" "write"', 'resources')).toEqual(['*'])
    expect(block('resource "aws_iam_role_policy" "read"')).not.toMatch(/\bcount\b/)
    expect(block('resource "aws_iam_role_policy" "write"')).toMatch(/count = var\.read_only \? 0 : 1/)
  })

  test('only the role of the gateway can assume the Terraform role, for an hour and with the external id', () => {
    const trust = block('data "aws_iam_policy_document" "trust"')
    expect(listIn('data "aws_iam_policy_document" "trust"', 'actions')).toEqual(['sts:AssumeRole'])
    expect(trust).toMatch(/identifiers = \[var\.gateway_role_arn\]/)
    expect(trust).toMatch(/test\s+= "StringEquals"\s+variable = "sts:ExternalId"\s+values\s+= \[var\.external_id\]/)
    expect(block('resource "aws_iam_role" "gateway"')).toMatch(/max_session_duration = 3600$/m)
  })
})

function quoted(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"/g)].map(([, value = '']) => value)
}
