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
    /** Lets `ms` pass, and all that is due in it happen when it is due. */
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
    /** How many wait for the time to pass. */
    sleeping: () => sleepers.length,
  }
}

/** Lets all that is ready run, without time passing. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve()
}
