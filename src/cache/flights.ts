/** One call at a time for what many ask for at once. */

interface Flight<T> {
  result: Promise<T>
  controller: AbortController
  waiters: number
}

export interface Flights<T> {
  /**
   * What `start` comes to, begun by the first who asks for `key` and shared by all who come before it ends. Whoever's `signal` aborts leaves it
   * with `signal.reason`, and the others stay: it is aborted when nobody is left.
   */
  join: (key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>) => Promise<T>
  has: (key: string) => boolean
}

export function createFlights<T>(): Flights<T> {
  const inFlight = new Map<string, Flight<T>>()

  const begin = (key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const controller = new AbortController()
    const flight: Flight<T> = { result: start(controller.signal), controller, waiters: 0 }
    inFlight.set(key, flight)
    const end = (): void => {
      if (inFlight.get(key) === flight) inFlight.delete(key)
    }
    flight.result.then(end, end)
    return flight
  }

  return {
    join(key, signal, start) {
      if (signal.aborted) return Promise.reject(signal.reason)
      const flight = inFlight.get(key) ?? begin(key, start)
      flight.waiters++
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          if (--flight.waiters === 0) {
            inFlight.delete(key)
            flight.controller.abort(signal.reason)
          }
          reject(signal.reason)
        }
        signal.addEventListener('abort', leave, { once: true })
        const stay = (): void => signal.removeEventListener('abort', leave)
        flight.result.finally(stay).then(resolve, reject)
      })
    },
    has: (key) => inFlight.has(key),
  }
}
