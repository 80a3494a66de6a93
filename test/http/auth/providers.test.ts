/** The recipes of docs/authentication.md, each with tokens of the shape that its provider documents. */
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { JWK } from 'jose'
import { errorsIn, post, startEdge, type Edge } from '../../support/edge.js'
import { bearer, createKey, startIssuer, type Issuer, type IssuerKey } from '../../support/issuer.js'

const page = readFileSync('docs/authentication.md', 'utf8')

/** The configuration under a heading of the page. */
function recipe(heading: string): Record<string, string> {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const block = /```sh\n([^]*?)```/.exec(section)?.[1] ?? ''
  return Object.fromEntries([...block.matchAll(/^(\w+)=(?:'(.*)'|(.*))$/gm)].map(([, name, a, b]) => [name, a ?? b]))
}

let key: IssuerKey
let issuer: Issuer
beforeAll(async () => {
  // Entra's keys have no alg, Keycloak publishes one for encryption, and Cognito's kid ends with an equals sign.
  key = await createKey('1234example=', 'RS256')
  const { alg: _, ...withoutAlg } = key.publicJwk
  const encryption: JWK = { ...(await createKey('enc', 'RS256')).publicJwk, use: 'enc', alg: 'RSA-OAEP' }
  issuer = await startIssuer({ publicJwk: encryption }, { publicJwk: withoutAlg })
})
afterAll(() => issuer.close())

let edge: Edge | undefined
afterEach(async () => {
  await edge?.close()
  edge = undefined
})

async function start(env: Record<string, string>): Promise<void> {
  edge = await startEdge({ env: { ...env, JWT_JWKS_URL: issuer.env['JWT_JWKS_URL'] ?? '' } })
}

async function ask(claims: Record<string, unknown>): Promise<{ status: number; text: string }> {
  const response = await post(edge ?? { url: '' }, { query: '{ viewer }' }, bearer(await key.sign(claims)))
  return { status: response.status, text: await response.text() }
}

async function viewerOf(claims: Record<string, unknown>): Promise<unknown> {
  const { text } = await ask(claims)
  return JSON.parse(text).data?.viewer ?? text
}

async function refusalOf(claims: Record<string, unknown>): Promise<string> {
  const { status, text } = await ask(claims)
  expect(status).toBe(401)
  return errorsIn(text)[0]?.message ?? ''
}

describe('Amazon Cognito', () => {
  const env = recipe('Amazon Cognito')
  const client = '57cbishk4j24pabc1234567890'
  const common = {
    iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_EXAMPLE01',
    sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    'cognito:groups': ['support-agents', 'eu-central-1_EXAMPLE01_Google'],
    origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    event_id: '64f513be-32db-42b0-b78e-b02127b4f463',
    auth_time: 1_676_312_777,
    jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  }
  const access = {
    ...common,
    aud: undefined,
    device_key: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    token_use: 'access',
    scope: 'openid profile aws.cognito.signin.user.admin',
    client_id: client,
    username: 'my-test-user',
    version: 2,
  }
  const id = { ...common, aud: client, token_use: 'id', email: 'ann@example.com', 'cognito:username': 'ann' }
  const machine = {
    iss: common.iss,
    aud: undefined,
    sub: '5e8rmachinetomachine12345',
    token_use: 'access',
    scope: 'https://support.example.com/cases:read https://billing.example.com/cases:write',
    client_id: '5e8rmachinetomachine12345',
    version: 2,
  }
  const { JWT_AUDIENCE: audience, ...withoutAudience } = env

  test.each([
    ['with the recipe', env],
    ['without JWT_AUDIENCE', withoutAudience],
  ])('an access token from Amazon Cognito is accepted for its client_id, %s', async (_, variables) => {
    await start(variables)
    expect(await viewerOf(access)).toEqual({
      id: 'jwt:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      roles: ['support-agents', 'eu-central-1_EXAMPLE01_Google'],
      scopes: ['cases:read', 'cases:write', 'cases:personal'],
    })
  })

  test('a machine token from Amazon Cognito grants only the scopes of this resource server', async () => {
    await start(env)
    expect(await viewerOf(machine)).toEqual({
      id: 'jwt:5e8rmachinetomachine12345',
      roles: [],
      scopes: ['cases:read'],
    })
  })

  test('a machine token from Amazon Cognito grants no scopes without JWT_AUDIENCE', async () => {
    await start(withoutAudience)
    expect(await viewerOf({ ...machine, scope: `${machine.scope} null/cases:read` })).toMatchObject({ scopes: [] })
  })

  test('a token from Amazon Cognito for the resource server is accepted from any client', async () => {
    await start(env)
    expect(await viewerOf({ ...machine, client_id: 'another', aud: audience })).toMatchObject({
      scopes: ['cases:read'],
    })
  })

  test.each([
    ['another client_id', { ...access, client_id: 'other' }],
    ['a client_id that begins with an accepted one', { ...access, client_id: `${client}0` }],
    ['a list as client_id', { ...access, client_id: [client] }],
    ['an object as client_id', { ...access, client_id: { 0: client } }],
    ['an empty client_id', { ...access, client_id: '' }],
    ['a client_id that lists all accepted clients', { ...access, client_id: env['JWT_CLIENT_IDS'] }],
    ['the claims of an ID token', id],
    ['the claims of an ID token and a client_id added by a trigger', { ...id, client_id: client }],
    ['another audience', { ...access, client_id: 'other', aud: 'https://billing.example.com' }],
    ['neither client_id nor audience', { ...access, client_id: undefined }],
    [
      'the client only in azp, appid and cid',
      { ...access, client_id: undefined, azp: client, appid: client, cid: client },
    ],
  ])('with the Amazon Cognito recipe, a token with %s is rejected', async (_, claims) => {
    await start(env)
    expect(await refusalOf(claims)).toBe(
      'The token is neither for the audience JWT_AUDIENCE (`aud`) nor an access token of a client in JWT_CLIENT_IDS (`client_id`).',
    )
  })

  test.each([
    [
      'a token for a different client',
      { ...access, client_id: 'other' },
      /^The token is not an access token of a client in JWT_CLIENT/,
    ],
    ['an ID token', id, /^The token has no `client_id`/],
    ['an ID token with a client_id', { ...id, client_id: client }, /^The token is not an access token/],
    ['a token from a different user pool', { ...access, iss: `${common.iss}X` }, /^The issuer of the token/],
  ])('with the Amazon Cognito recipe but no JWT_AUDIENCE, %s is rejected', async (_, claims, message) => {
    await start(withoutAudience)
    expect(await refusalOf(claims)).toMatch(message)
  })
})

describe('Microsoft Entra ID', () => {
  const env = recipe('Microsoft Entra ID')
  const tenant = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
  const access = {
    iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
    aud: '00001111-aaaa-2222-bbbb-3333cccc4444',
    aio: 'AXQAi/8TAAAA',
    azp: '11112222-bbbb-3333-cccc-4444dddd5555',
    azpacr: '0',
    name: 'Ann Example',
    oid: 'bbbbbbbb-1111-2222-3333-cccccccccccc',
    preferred_username: 'ann@example.com',
    rh: 'I',
    roles: ['Support.Agent'],
    scp: 'trusted-advisor:read User.Read',
    sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
    tid: tenant,
    uti: 'fqiBqXLPj0eQa82S-IYFAA',
    ver: '2.0',
  }

  test('with the Entra ID recipe, a token grants app roles and the scopes that the user consented to', async () => {
    await start(env)
    expect(await viewerOf(access)).toEqual({
      id: 'jwt:HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
      name: 'Ann Example',
      roles: ['Support.Agent'],
      scopes: ['trusted-advisor:read', 'cases:read', 'cases:write', 'cases:personal'],
    })
  })

  test('with the Entra ID recipe, a token for a service grants the scopes of its app roles', async () => {
    await start(env)
    const { scp: _, name: __, preferred_username: ___, ...service } = access
    expect(await viewerOf({ ...service, roles: ['Support.Reader'], idtyp: 'app' })).toMatchObject({
      scopes: ['cases:read'],
    })
  })

  test('version 1 tokens from Entra ID are accepted with the settings that docs/authentication.md describes for them', async () => {
    const iss = `https://sts.windows.net/${tenant}/`
    const aud = 'api://00001111-aaaa-2222-bbbb-3333cccc4444'
    await start({ ...env, JWT_ISSUER: iss, JWT_AUDIENCE: aud })
    const { azp: appid, ...rest } = access
    expect(await viewerOf({ ...rest, iss, aud, appid, ver: '1.0' })).toMatchObject({ roles: ['Support.Agent'] })
  })

  test.each([
    ['a token for a different application', { ...access, aud: 'api://another' }, /not JWT_AUDIENCE/],
    ['an ID token', { ...access, aud: access.azp, scp: undefined }, /not JWT_AUDIENCE/],
    [
      'a token from a different tenant',
      { ...access, iss: access.iss.replace('aaaabbbb', 'bbbbcccc') },
      /not JWT_ISSUER/,
    ],
  ])('with the Entra ID recipe, %s is rejected', async (_, claims, message) => {
    await start(env)
    expect(await refusalOf(claims)).toMatch(message)
  })
})

describe('Okta', () => {
  const env = recipe('Okta')
  const access = {
    ver: 1,
    jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
    iss: 'https://example.okta.com/oauth2/default',
    aud: 'api://default',
    cid: '0oabcdef1234567890h7',
    uid: '00ujmkLgagxeRrAg20g3',
    scp: ['openid', 'trusted-advisor:read'],
    auth_time: 1_676_312_777,
    sub: 'ann@example.com',
    groups: ['Everyone', 'Support Agents'],
  }

  test('with the Okta recipe, a token grants groups and scopes', async () => {
    await start(env)
    expect(await viewerOf(access)).toEqual({
      id: 'jwt:ann@example.com',
      roles: ['Everyone', 'Support Agents'],
      scopes: ['trusted-advisor:read', 'cases:read', 'cases:write', 'cases:personal'],
    })
  })

  test('with the Okta recipe, a machine token grants its scopes', async () => {
    await start(env)
    const { uid: _, groups: __, ...machine } = access
    expect(await viewerOf({ ...machine, sub: access.cid, scp: ['cases:read'] })).toMatchObject({
      roles: [],
      scopes: ['cases:read'],
    })
  })

  test.each([
    ['an ID token', { ...access, aud: access.cid, cid: undefined }, /not JWT_AUDIENCE/],
    ['a token from the org authorization server', { ...access, iss: 'https://example.okta.com' }, /not JWT_ISSUER/],
  ])('with the Okta recipe, %s is rejected', async (_, claims, message) => {
    await start(env)
    expect(await refusalOf(claims)).toMatch(message)
  })
})

describe('Keycloak', () => {
  const env = recipe('Keycloak')
  const access = {
    jti: 'onrtac:4f3f8f3a-2b0e-4c0a-8a3a-3a474f2f8e89',
    iss: 'https://keycloak.example.com/realms/support',
    aud: ['support-gateway', 'account'],
    sub: 'f1c4f64e-2c0c-4cda-8c9f-9f3f8f3a2b0e',
    typ: 'Bearer',
    azp: 'support-web',
    sid: '4c0a3a8a-3a47-4f2f-8e89-9e5f9b0a0a0a',
    acr: '1',
    'allowed-origins': ['https://support.example.com'],
    realm_access: { roles: ['offline_access', 'support-agent', 'default-roles-support'] },
    resource_access: { 'support.gateway': { roles: ['engineer'] }, account: { roles: ['view-profile'] } },
    scope: 'openid email profile trusted-advisor:read',
    email_verified: true,
    preferred_username: 'ann',
  }

  test('with the Keycloak recipe, a token grants realm roles and client scopes', async () => {
    await start(env)
    expect(await viewerOf(access)).toEqual({
      id: 'jwt:f1c4f64e-2c0c-4cda-8c9f-9f3f8f3a2b0e',
      roles: ['offline_access', 'support-agent', 'default-roles-support'],
      scopes: ['trusted-advisor:read', 'cases:read', 'cases:write', 'cases:personal'],
    })
  })

  test('with the Keycloak recipe, a token grants client roles, even if the client id contains dots', async () => {
    await start({ ...env, JWT_ROLES_CLAIM: 'resource_access.support.gateway.roles' })
    expect(await viewerOf(access)).toMatchObject({ roles: ['engineer'] })
  })

  test.each([
    ['a token for a client without the audience mapper', { ...access, aud: 'account' }, /not JWT_AUDIENCE/],
    ['an ID token', { ...access, typ: 'ID', aud: 'support-web' }, /not JWT_AUDIENCE/],
    ['a token without sub', { ...access, sub: undefined }, /has no `sub`/],
    [
      'a token from a different realm',
      { ...access, iss: 'https://keycloak.example.com/realms/master' },
      /not JWT_ISSUER/,
    ],
  ])('with the Keycloak recipe, %s is rejected', async (_, claims, message) => {
    await start(env)
    expect(await refusalOf(claims)).toMatch(message)
  })
})

const roles = ['agent']

test.each([
  ['realm_access.roles', { 'realm_access.roles': roles, realm_access: { roles: ['other'] } }, roles],
  ['realm_access.roles', { 'realm_access.roles': [], realm_access: { roles } }, []],
  ['realm_access.roles', { realm_access: { roles: 'agent' } }, roles],
  ['realm_access.roles', { realm_access: { roles: [['agent'], { agent: true }, 7, null, 'agent'] } }, roles],
  ['realm_access.roles', { realm_access: { roles: { 0: 'agent' } } }, []],
  ['realm_access.roles', { realm_access: [{ roles }] }, []],
  ['realm_access.roles', { realm_access: null }, []],
  ['realm_access.roles', { realm_access: 'roles' }, []],
  ['realm_access.roles', { roles }, []],
  ['https://example.com/roles', { 'https://example.com/roles': roles }, roles],
  ['app_metadata.https://example.com/roles', { app_metadata: { 'https://example.com/roles': roles } }, roles],
  ['a.b.c', { a: { b: 'x' }, 'a.b': { c: roles } }, roles],
  ['a.b.c', { a: { 'b.c': roles } }, roles],
  ['.roles', { '': { roles } }, roles],
  ['constructor.name', {}, []],
  ['__proto__.constructor.name', { a: 1 }, []],
  ['roles.constructor.name', { roles: {} }, []],
  ['roles.length', { roles }, []],
])('JWT_ROLES_CLAIM=%s finds the roles in %j', async (name, claims, expected) => {
  await start({ ...issuer.env, JWT_ROLES_CLAIM: name })
  expect(await viewerOf(claims)).toMatchObject({ roles: expected })
})
