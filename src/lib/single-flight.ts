/** Shares one call among concurrent requests for the same key. */

interface Waiter<T> {
  start: (signal: AbortSignal) => Promise<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
}

interface Flight<T> {
  controller: AbortController
  /** In order of arrival. */
  waiters: Set<Waiter<T>>
}

export interface Flights<T> {
  /**
   * Resolves to the result of `start`. The first caller for `key` runs it, and callers that join before it ends share its result. A caller whose
   * `signal` aborts leaves with `signal.reason`, and the others stay. When no caller is left, the call is aborted.
   */
  join: (key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>) => Promise<T>
  has: (key: string) => boolean
}

/**
 * `isAboutCaller` returns whether an error is only about the caller that ran `start`. Then the next caller runs its own, and the rest keep waiting.
 * They are not woken for it: a thousand callers that may not run theirs would wake each other a million times.
 */
export function createFlights<T>(isAboutCaller: (error: unknown) => boolean): Flights<T> {
  const inFlight = new Map<string, Flight<T>>()

  const close = (key: string, flight: Flight<T>): void => {
    if (inFlight.get(key) === flight) inFlight.delete(key)
  }

  async function fly(key: string, flight: Flight<T>): Promise<void> {
    const { controller, waiters } = flight
    for (const waiter of waiters) {
      try {
        const value = await waiter.start(controller.signal)
        close(key, flight)
        for (const { resolve } of waiters) resolve(value)
        return
      } catch (error) {
        if (isAboutCaller(error)) waiter.reject(error)
        else for (const { reject } of waiters) reject(error)
      }
    }
    close(key, flight)
  }

  return {
    join(key, signal, start) {
      if (signal.aborted) return Promise.reject(signal.reason)
      return new Promise((resolve, reject) => {
        const known = inFlight.get(key)
        const flight = known ?? { controller: new AbortController(), waiters: new Set() }
        const end = (): void => {
          signal.removeEventListener('abort', leave)
          flight.waiters.delete(waiter)
        }
        const waiter: Waiter<T> = {
          start,
          resolve(value) {
            end()
            resolve(value)
          },
          reject(error) {
            end()
            reject(error)
          },
        }
        function leave(): void {
          waiter.reject(signal.reason)
          if (flight.waiters.size > 0) return
          close(key, flight)
          flight.controller.abort(signal.reason)
        }
        signal.addEventListener('abort', leave, { once: true })
        flight.waiters.add(waiter)
        if (known !== undefined) return
        inFlight.set(key, flight)
        void fly(key, flight)
      })
    },
    has: (key) => inFlight.has(key),
  }
}
