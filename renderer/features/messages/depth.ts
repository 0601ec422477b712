/** Quotes and lists within each other, as people write them; what draws them calls itself once for each. */
const MOST = 20
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))+/gm
const MARKER = />|[-*+]|\d+[.)]/g

/** Quotes or lists so deep within each other that parsing and drawing them would exhaust the stack. */
export const isTooDeep = (text: string): boolean =>
  (text.match(CONTAINERS) ?? []).some((opening) => (opening.match(MARKER)?.length ?? 0) > MOST)
