/** A bound that issue or README promises, on our own figure or on its ratio to the reference. */
export type Target = { of: 'ours' | 'ratio'; atLeast?: number; atMost?: number }

/** One measured figure. Without targets it is there to be read; with a `reason` it was not run. */
export type Row = {
  scenario: string
  name: string
  unit: string
  ours?: number
  reference?: number
  ratio?: number
  targets?: readonly Target[]
  /** Why it was not run. */
  reason?: string
  note?: string
}

type Verdict = 'ok' | 'short' | 'info' | 'NOT RUN'

export function verdictOf(row: Row): Verdict {
  if (row.reason !== undefined) return 'NOT RUN'
  if (row.targets === undefined) return 'info'
  return row.targets.every((target) => holds(target, row)) ? 'ok' : 'short'
}

function holds(target: Target, row: Row): boolean {
  const value = (target.of === 'ours' ? row.ours : row.ratio) ?? Number.NaN
  return value >= (target.atLeast ?? -Infinity) && value <= (target.atMost ?? Infinity)
}

/** The rows as a table for people: name, ours, reference, ratio, target, verdict. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    `${row.scenario}: ${row.name}`,
    figure(row.ours, row.unit),
    figure(row.reference, row.unit),
    row.ratio === undefined ? '' : `${row.ratio.toFixed(2)}×`,
    (row.targets ?? []).map((target) => bound(target, row.unit)).join(', '),
    verdictOf(row) + (row.reason === undefined ? '' : `: ${row.reason}`),
    row.note ?? '',
  ])
  const lines = [['measured', 'ours', 'reference', 'ratio', 'target', '', ''], ...cells]
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? []
  const right = new Set([1, 2, 3])
  return lines
    .map((line) =>
      line
        .map((cell, i) => (right.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function bound(target: Target, unit: string): string {
  const suffix = target.of === 'ratio' ? '×' : ` ${unit}`
  const low = target.atLeast === undefined ? '' : `≥ ${target.atLeast}${suffix}`
  const high = target.atMost === undefined ? '' : `≤ ${target.atMost}${suffix}`
  return [low, high].filter(Boolean).join(' ')
}

function figure(value: number | undefined, unit: string): string {
  if (value === undefined) return ''
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return `${value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })} ${unit}`
}
