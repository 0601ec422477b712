/** A value that changes as a whole, in the shape that `useSyncExternalStore` reads. */
export class Observable<T> {
  #value: T
  readonly #listeners = new Set<() => void>()
  constructor(value: T) {
    this.#value = value
  }
  readonly getSnapshot = (): T => this.#value
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    // Of those that there are now: who subscribes while they are told knows the value, and who left wants no more of it.
    const listeners = [...this.#listeners]
    for (const listener of listeners) if (this.#listeners.has(listener)) listener()
  }
}
