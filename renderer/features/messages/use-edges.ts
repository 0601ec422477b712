import { useEffect, useState } from 'react'

/** Rows from an end of what is loaded at which more is asked for. */
const NEAR = 12

export type Edges = {
  /** The number of the first row: rows keep their numbers when others come before them (first-index.ts). */
  firstIndex: number
  /** Rows that are loaded. */
  count: number
  hasOlder: boolean
  hasNewer: boolean
  onOlder(): void
  onNewer(): void
}

function createEdges() {
  let edges: Edges | null = null
  let range = { first: Number.NaN, last: Number.NaN }
  const ask = () => {
    if (!edges) return
    const { firstIndex, count } = edges
    if (edges.hasOlder && range.first - firstIndex < NEAR) edges.onOlder()
    else if (edges.hasNewer && range.last - firstIndex > count - NEAR) edges.onNewer()
  }
  return {
    /** What was loaded may have been too little. */
    update(next: Edges): void {
      edges = next
      ask()
    },
    /** The numbers of the first and the last row in view. */
    look(first: number, last: number): void {
      range = { first, last }
      ask()
    },
  }
}

/** Asks for more history when what is shown comes near an end of it. */
export function useEdges(edges: Edges): (first: number, last: number) => void {
  const [asker] = useState(createEdges)
  useEffect(() => asker.update(edges))
  return asker.look
}
