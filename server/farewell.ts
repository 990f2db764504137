import { drainSeconds } from './serve.ts'

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`

/** What a person reads when the process begins to stop. */
export function stopping(reason: string, underWay: number): string {
  const rest = underWay === 0 ? 'none is under way' : `finishing ${underWay} under way, for ${drainSeconds} seconds at most`
  return `${reason}: no new requests, ${rest}`
}

/** What a person reads when it has stopped. */
export function stopped(underWay: number, cutOff: number, servedMs: number): string {
  const finished = underWay === 1 ? 'finished it' : `finished all ${underWay}`
  const outcome = cutOff === 0 ? finished : `cut ${cutOff} of ${count(underWay, 'request')} off after ${drainSeconds} seconds`
  const lines = underWay === 0 ? [] : [outcome]
  return [...lines, `stopped, having served for ${duration(Math.round(servedMs / 1_000))}`].join('\n')
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** In the two largest units. */
function duration(seconds: number): string {
  let left = seconds
  const parts = units.map(([unit, size]) => {
    const number = Math.floor(left / size)
    left -= number * size
    return { unit, number }
  })
  const begin = parts.findIndex(({ number }) => number > 0)
  const shown = begin === -1 ? parts.slice(-1) : parts.slice(begin, begin + 2).filter(({ number }) => number > 0)
  return shown.map(({ unit, number }) => count(number, unit)).join(' ')
}
