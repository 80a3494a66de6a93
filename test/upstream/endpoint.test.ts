import { expect, test } from 'vitest'
import { isUnsafeForRealKeys } from '../../src/config/config.js'
import { regionOf } from '../../src/upstream/endpoint.js'

test.each([
  ['https://support.us-west-2.amazonaws.com', 'us-west-2'],
  ['https://support.eu-west-1.amazonaws.com/', 'eu-west-1'],
  ['https://support.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['https://support.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['https://support.eu-west-1.api.aws', 'eu-west-1'],
  ['https://support.example.com', undefined],
  ['https://support.us-west-2.amazonaws.com.example.com', undefined],
  ['http://127.0.0.1:4566', undefined],
])('calls to %s are signed for the region in its name: %s', (url, region) => {
  expect(regionOf(new URL(url))).toBe(region)
})

test.each([
  ['http://support.example.com', true],
  ['https://127.0.0.1:4566', true],
  ['https://[::1]:4566', true],
  ['https://localhost', true],
  ['https://127.example.com', false],
  ['https://support.us-east-1.amazonaws.com', false],
])('real credentials are withheld from %s: %s', (url, kept) => {
  expect(isUnsafeForRealKeys(new URL(url))).toBe(kept)
})
