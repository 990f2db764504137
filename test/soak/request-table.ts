import { whole } from './figures.ts'
import type { Count, Tally } from './tally.ts'

const header = ['kind', 'requests', 'p50 ms', 'p99 ms', 'max ms', 'statuses']

/** Requests by kind and status, with what they took. */
export function requestTable({ counts, total }: Tally, seconds: number): string {
  const rows = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([kind, count]) => requestRow(kind, count))
  return [`${whole(total)} requests in ${whole(seconds)} s, ${whole(total / seconds)}/s`, ...aligned([header, ...rows])].join('\n')
}

function requestRow(kind: string, { statuses, latency }: Count): string[] {
  const requests = [...statuses.values()].reduce((sum, count) => sum + count, 0)
  const times = latency.count === 0 ? [] : [latency.percentile(50), latency.percentile(99), latency.max]
  const [p50 = '', p99 = '', max = ''] = times.map((microseconds) => (microseconds / 1_000).toFixed(1))
  const byStatus = [...statuses].toSorted().map(([status, count]) => (statuses.size === 1 ? String(status) : `${status} × ${whole(count)}`))
  return [kind, whole(requests), p50, p99, max, byStatus.join(', ')]
}

/** Columns under each other; all but the first and the last to the right. */
function aligned(rows: string[][]): string[] {
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => `  ${row.map(inColumn).join('  ')}`)

  function inColumn(cell: string, column: number): string {
    if (column === 0) return cell.padEnd(widths[column]!)
    return column === header.length - 1 ? cell : cell.padStart(widths[column]!)
  }
}
