import { expect, test } from 'vitest'
import { anonymous, pageViewer, scopes, type Viewer } from '../../src/lib/viewer.js'
import { codes, startGateway } from '../support/harness.js'

const VIEWER = '{ viewer { id name scopes roles } }'

test('viewer returns the authenticated identity, with sorted scopes and roles, without calling AWS', async () => {
  const viewer: Viewer = {
    id: 'api-key:ci',
    name: 'ci',
    scopes: new Set(['trusted-advisor:read', 'cases:read']),
    roles: ['support', 'billing', 'support'],
  }
  const gateway = await startGateway({ viewer })
  const { data, errors, calls } = await gateway.query(VIEWER)
  expect(errors).toEqual([])
  expect(data).toEqual({
    viewer: {
      id: 'api-key:ci',
      name: 'ci',
      scopes: ['cases:read', 'trusted-advisor:read'],
      roles: ['billing', 'support'],
    },
  })
  expect(calls).toEqual({})
})

test('viewer requires no scope', async () => {
  const gateway = await startGateway({ viewer: { id: 'jwt:ann', scopes: new Set(), roles: [] } })
  expect((await gateway.query(VIEWER)).data).toEqual({ viewer: { id: 'jwt:ann', name: null, scopes: [], roles: [] } })
})

test('viewer is anonymous with all scopes when authentication is off', async () => {
  const gateway = await startGateway({ viewer: anonymous })
  const { data } = await gateway.query(VIEWER)
  expect(data).toEqual({ viewer: { id: 'anonymous', name: null, scopes: scopes.toSorted(), roles: [] } })
})

test('viewer gets UNAUTHENTICATED for a request that loads the explorer pages', async () => {
  const gateway = await startGateway({ viewer: pageViewer })
  const response = await gateway.query(VIEWER)
  expect(response.data).toBeNull()
  expect(codes(response)).toEqual(['UNAUTHENTICATED'])
})
