/** What Redis is to be told of writes is not forgotten, in whatever order it answers and fails. */
import { EventEmitter } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { createGenerations } from '../../src/cache/generations.js'
import type { Redis } from '../../src/redis/redis.js'

/** A Redis whose commands wait until a test answers them. */
function aRedis() {
  const waiting: { command: string; answer: (value: unknown) => void; fail: () => void }[] = []
  const run = (command: string) =>
    new Promise((resolve, reject) => {
      waiting.push({ command, answer: resolve, fail: () => reject(new Error('lost')) })
    })
  const commands = { status: 'ready', lindex: () => run('lindex'), lpop: () => run('lpop') }
  const redis = Object.assign(new EventEmitter(), commands) as unknown as Redis
  return {
    redis,
    /** The next command that was sent and is not answered. */
    sent: async (command: string) => {
      await new Promise(setImmediate)
      const next = waiting.shift()
      expect(next?.command).toBe(command)
      return next ?? Promise.reject(new Error('nothing was sent'))
    },
  }
}

describe('a write of which Redis was not told', () => {
  it('is told before anything is read from it, though another write was told meanwhile', async () => {
    const { redis, sent } = aRedis()
    const generations = createGenerations('account', redis, () => {})
    const writes = [generations.next('cases'), generations.next('cases')]
    const [first, second] = [await sent('lpop'), await sent('lpop')]
    first.answer(1)
    await writes[0]
    second.fail()
    await writes[1]
    const reading = generations.current('cases')
    ;(await sent('lpop')).answer(1)
    ;(await sent('lindex')).answer('new')
    expect(await reading).toBe('new')
  })

  it('is told, though a read that began before it was answered meanwhile', async () => {
    const { redis, sent } = aRedis()
    const generations = createGenerations('account', redis, () => {})
    const reading = generations.current('cases')
    const read = await sent('lindex')
    const writing = generations.next('cases')
    const taking = await sent('lpop')
    read.answer('old')
    expect(await reading).toBe('old')
    taking.fail()
    await writing
    const after = generations.current('cases')
    ;(await sent('lpop')).answer(1)
    ;(await sent('lindex')).answer('new')
    expect(await after).toBe('new')
  })
})
