/**
 * Computes when a communication type is open. AWS returns support hours in UTC without days of the week, so they apply to every day, and periods
 * without support, which take precedence.
 */
import type { CommunicationTypeOptions, DateInterval, SupportedHour } from '@aws-sdk/client-support'
import { perObject } from '../../lib/per-object.js'
import { readAwsTime } from '../../lib/time.js'

export interface Opening {
  isOpen: boolean
  /** Epoch milliseconds; undefined while it is open or if it will not open within a year. */
  opensAt?: number | undefined
  /** Epoch milliseconds; undefined while it is closed or if it will not close within a year. */
  closesAt?: number | undefined
}

/** In milliseconds; `end` is exclusive. */
type Interval = readonly [start: number, end: number]

const DAY_MS = 86_400_000
/** Openings and closings further ahead than this are not reported. */
const HORIZON_MS = 366 * DAY_MS
/** AWS returns one or two. Any further ones are ignored. */
const MAX_HOURS = 100
const MAX_PERIODS = 1_000

/** Whether a communication type is open at a time (epoch milliseconds), and when that changes next. */
export function openingAt(time: number, options: CommunicationTypeOptions): Opening {
  const { hours, closed } = scheduleOf(options)
  const closure = closed.find(([, end]) => end > time)
  const end = endOfHours(hours, time)
  if (end !== undefined && (closure === undefined || closure[0] > time)) {
    return { isOpen: true, closesAt: within(time, Math.min(end, closure?.[0] ?? Infinity)) }
  }
  return { isOpen: false, opensAt: within(time, nextOpening(hours, closed, time)) }
}

function nextOpening(hours: readonly Interval[], closed: readonly Interval[], from: number): number {
  if (hours.length === 0) return Infinity
  let time = from
  // `time` and the loop only move forward, so each period without support is visited once
  for (const [start, end] of [...closed, [Infinity, Infinity]] as const) {
    if (end <= time) continue
    if (endOfHours(hours, time) === undefined) time = nextHours(hours, time)
    if (time < start) return time
    time = Math.max(time, end)
  }
  return Infinity
}

/** When the support hours that contain `time` end, or undefined outside support hours. */
function endOfHours(hours: readonly Interval[], time: number): number | undefined {
  const day = dayOf(time)
  const around = hours.find(([start, end]) => day + start <= time && time < day + end)
  if (around === undefined) return undefined
  const [start, end] = around
  return end - start >= DAY_MS ? Infinity : day + end
}

function nextHours(hours: readonly Interval[], time: number): number {
  const day = dayOf(time)
  return Math.min(...hours.map(([start]) => day + start).filter((start) => start > time))
}

function dayOf(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS
}

function within(time: number, change: number): number | undefined {
  return change <= time + HORIZON_MS ? change : undefined
}

/** `hours` are those of yesterday (which may run across midnight), today and tomorrow, in milliseconds since the start of today. */
const scheduleOf = perObject(({ supportedHours = [], datesWithoutSupport = [] }: CommunicationTypeOptions) => {
  const daily = supportedHours.slice(0, MAX_HOURS).flatMap(readHours)
  const hours = [-DAY_MS, 0, DAY_MS].flatMap((day) => daily.map(([start, end]): Interval => [day + start, day + end]))
  return {
    hours: merged(hours),
    closed: merged(datesWithoutSupport.slice(0, MAX_PERIODS).flatMap(readPeriod)),
  }
})

/** Hours that end before they start run across midnight. Equal start and end mean the whole day. */
function readHours({ startTime, endTime }: SupportedHour): Interval[] {
  const start = readTimeOfDay(startTime)
  const end = readTimeOfDay(endTime)
  if (start === undefined || end === undefined) return []
  return [[start, afterLast(end) + (start < end ? 0 : DAY_MS)]]
}

/** `HH:mm:ss.SSS`, up to `24:00`, in milliseconds since midnight. */
function readTimeOfDay(text = ''): number | undefined {
  const match = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?$/.exec(text.trim())
  if (match === null) return undefined
  const [, hours, minutes, seconds = '0', fraction = ''] = match
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const time =
    Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000 + Number(fraction.padEnd(3, '0'))
  return time <= DAY_MS ? time : undefined
}

function readPeriod({ startDateTime, endDateTime }: DateInterval): Interval[] {
  const start = readAwsTime(startDateTime)?.getTime()
  const end = readAwsTime(endDateTime)?.getTime()
  return start === undefined || end === undefined || start >= end ? [] : [[start, afterLast(end)]]
}

/** AWS writes the end of a day as `23:59:59.999`, its last millisecond. */
function afterLast(end: number): number {
  return end % 1_000 === 999 ? end + 1 : end
}

/** Sorted; overlapping and adjacent intervals are merged. */
function merged(intervals: readonly Interval[]): Interval[] {
  const all: [number, number][] = []
  for (const [start, end] of intervals.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else all.push([start, end])
  }
  return all
}
