/** A clock that tests advance. */
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
    /** Advances by `ms`, and wakes each sleeper at its time. */
    async run(ms: number): Promise<void> {
      const end = time + ms
      for (;;) {
        await settle()
        const next = Math.min(...sleepers.map(({ at }) => at))
        if (next > end) break
        this.pass(Math.max(0, next - time))
      }
      this.pass(end - time)
      await settle()
    },
    /** The number of sleepers. */
    sleeping: () => sleepers.length,
  }
}

/** Runs everything that is ready, without advancing the clock. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve()
}
