/** Shares one call among concurrent requests for the same key. */

interface Caller<T> {
  start: (signal: AbortSignal) => Promise<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
}

interface Flight<T> {
  controller: AbortController
  /** In order of arrival. */
  callers: Set<Caller<T>>
}

export interface Flights<T> {
  /**
   * Joins the call in flight for `key`, or starts one with `start`, and resolves to its result. A caller whose `signal` aborts is rejected with
   * `signal.reason`; the others keep waiting. When no caller is left, the call is aborted.
   */
  join: (key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>) => Promise<T>
  has: (key: string) => boolean
}

/**
 * `isAboutCaller` returns whether an error concerns only the caller whose `start` was run. That caller gets the error, the next caller's `start` is run,
 * and the rest keep waiting. They are not woken, because a thousand callers that all fail in this way would wake each other a million times.
 */
export function createFlights<T>(isAboutCaller: (error: unknown) => boolean): Flights<T> {
  const inFlight = new Map<string, Flight<T>>()

  const close = (key: string, flight: Flight<T>): void => {
    if (inFlight.get(key) === flight) inFlight.delete(key)
  }

  async function run(key: string, flight: Flight<T>): Promise<void> {
    const { controller, callers } = flight
    for (const caller of callers) {
      try {
        const value = await caller.start(controller.signal)
        close(key, flight)
        for (const { resolve } of callers) resolve(value)
        return
      } catch (error) {
        if (isAboutCaller(error)) caller.reject(error)
        else for (const { reject } of callers) reject(error)
      }
    }
    close(key, flight)
  }

  return {
    join(key, signal, start) {
      if (signal.aborted) return Promise.reject(signal.reason)
      return new Promise((resolve, reject) => {
        const known = inFlight.get(key)
        const flight = known ?? { controller: new AbortController(), callers: new Set() }
        const end = (): void => {
          signal.removeEventListener('abort', leave)
          flight.callers.delete(caller)
        }
        const caller: Caller<T> = {
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
          caller.reject(signal.reason)
          if (flight.callers.size > 0) return
          close(key, flight)
          flight.controller.abort(signal.reason)
        }
        signal.addEventListener('abort', leave, { once: true })
        flight.callers.add(caller)
        if (known !== undefined) return
        inFlight.set(key, flight)
        void run(key, flight)
      })
    },
    has: (key) => inFlight.has(key),
  }
}
