/**
 * The process's stdout, for the log. Nothing waits for its reader: unread lines are buffered up to a limit, and dropped and counted beyond it.
 * Node's own stream writes to pipes, sockets and terminals without blocking. pino's destination does not: a full pipe blocks the
 * process, or with `sync: false` a thread, for which process.exit() then waits forever.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { DestinationStream } from 'pino'

/** Maximum number of characters in the buffer. A million are about 4,000 lines, so a log shipper that restarts loses none. */
const MAX_BUFFERED = 1_000_000
/** Audit lines are still buffered when others are dropped. */
const MAX_BUFFERED_AUDIT = 4_000_000
/** How long an exit waits for the reader. */
const FLUSH_MS = 2_000

type Kind = 'audit' | 'other'

/** How many lines have been dropped since the process started. */
export const droppedLines: Record<Kind, number> = { audit: 0, other: 0 }

export interface Stdout extends DestinationStream {
  /** Resolves when the reader has taken everything, or after two seconds. */
  flush: () => Promise<void>
}

/** `onResume` receives the number of dropped lines, once the reader reads again, and before the process exits. */
export function openStdout(onResume: (dropped: Record<Kind, number>) => void): Stdout {
  const { stdout } = process
  // The disk is full, or the reader has gone. The callback of each write also gets the error, and counts the line.
  stdout.on('error', () => {})
  if (stdout.isTTY) {
    // By default, Node's writes to a terminal block, and Ctrl-S would stop the process.
    const { _handle: handle } = stdout as { _handle?: { setBlocking?: (blocking: boolean) => void } }
    handle?.setBlocking?.(false)
  }
  let reported = { ...droppedLines }

  function report(): void {
    const dropped = { audit: droppedLines.audit - reported.audit, other: droppedLines.other - reported.other }
    if (dropped.audit + dropped.other === 0) return
    reported = { ...droppedLines }
    onResume(dropped)
  }

  return {
    write(line) {
      const kind = line.endsWith('"msg":"audit"}\n') ? 'audit' : 'other'
      const max = kind === 'audit' ? MAX_BUFFERED_AUDIT : MAX_BUFFERED
      if (stdout.writableLength + line.length > max) {
        droppedLines[kind]++
        return
      }
      stdout.write(line, (error) => {
        if (error) droppedLines[kind]++
        else if (stdout.writableLength < MAX_BUFFERED / 2) report()
      })
    },
    async flush() {
      report()
      const flushed = new Promise<unknown>((resolve) => void stdout.write('', resolve))
      await Promise.race([flushed, delay(FLUSH_MS, undefined, { ref: false })])
    },
  }
}
