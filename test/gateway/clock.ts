/** Time that passes when a test says so. */
export function aClock() {
  let time = 1_000_000
  let sleepers: { at: number; wake: () => void }[] = []
  return {
    now: () => time,
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((wake) => {
        sleepers.push({ at: time + ms, wake })
        signal.addEventListener('abort', () => wake())
      }),
    pass(ms: number): void {
      time += ms
      const due = sleepers.filter(({ at }) => at <= time)
      sleepers = sleepers.filter(({ at }) => at > time)
      for (const { wake } of due) wake()
    },
    /** How many wait for the time to pass. */
    sleeping: () => sleepers.length,
  }
}
